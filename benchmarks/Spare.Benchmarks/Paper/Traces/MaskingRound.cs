using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Masking;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Lab.Machines;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Benchmarks.Paper.Traces;

/// <summary>Has one active replica after the other answer a write wrongly while the buffers are full.</summary>
internal static class MaskingRound
{
    private const int Buffered = RegisterTopology.UpdateEvery - 1;

    public static async Task<ImmutableArray<MaskedFault>> MeasureAsync(
        Experiment experiment, int seed, CancellationToken cancellation)
    {
        await using var topology = await RegisterTopology.StartAsync(HypervisorDriver.Process, cancellation);
        var random = new Random(seed);
        var feed = new EventFeed(topology.Lab);
        var masked = ImmutableArray.CreateBuilder<MaskedFault>();
        for (var i = 0; i < experiment.Repetitions; i++)
        {
            masked.Add(await OnceAsync(topology, feed, random, cancellation));
        }

        return masked.ToImmutable();
    }

    private static async Task<MaskedFault> OnceAsync(
        RegisterTopology topology, EventFeed feed, Random random, CancellationToken cancellation)
    {
        var (entry, faulty) = (topology.Hosts[random.Next(topology.Hosts.Count)], topology.Hosts[random.Next(topology.Hosts.Count)]);
        await topology.UntilWholeAsync(cancellation);
        await topology.FillAsync(Buffered, cancellation);
        var replica = await RegisterTopology.InjectAsync(
            faulty,
            new InjectedFault { Kind = FaultKind.WrongBody, Replica = default, Class = RouteClass.Write, Count = 1 },
            cancellation);
        await feed.NextAsync(cancellation);
        var (sent, clock) = (Instant.FromDateTimeOffset(DateTimeOffset.UtcNow), Stopwatch.StartNew());
        await topology.WriteAsync(entry, cancellation);
        var answered = clock.Elapsed.TotalMilliseconds;
        if ((await faulty.Admin.FaultsAsync(cancellation)).Length > 0)
        {
            throw new BenchmarkException($"{replica} was not asked.");
        }

        return new MaskedFault(answered, MaskingStages.Of(await feed.NextAsync(cancellation), sent, answered));
    }
}
