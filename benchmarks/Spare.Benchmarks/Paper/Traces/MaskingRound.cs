using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Masking;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Evaluation.Testbeds;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Benchmarks.Paper.Traces;

/// <summary>Has one active replica after the other answer a write wrongly while the buffers are full.</summary>
internal static class MaskingRound
{
    private const int Buffered = RegisterSite.UpdateEvery - 1;

    /// <param name="testbed">Null: in a lab on this machine.</param>
    public static async Task<ImmutableArray<MaskedFault>> MeasureAsync(
        Testbed? testbed, Experiment experiment, int seed, CancellationToken cancellation)
    {
        await using var site = await RegisterSites.StartAsync(testbed, experiment, cancellation);
        await site.UntilWholeAsync(cancellation);
        await site.WarmUpAsync(experiment.WarmUp, cancellation);
        var random = new Random(seed);
        var feed = new EventFeed(site.Hosts);
        var masked = ImmutableArray.CreateBuilder<MaskedFault>();
        for (var i = 0; i < experiment.Repetitions; i++)
        {
            masked.Add(await OnceAsync(site, feed, random, cancellation));
        }

        return masked.ToImmutable();
    }

    private static async Task<MaskedFault> OnceAsync(
        RegisterSite site, EventFeed feed, Random random, CancellationToken cancellation)
    {
        var (entry, faulty) = (site.Hosts[random.Next(site.Hosts.Count)], site.Hosts[random.Next(site.Hosts.Count)]);
        await site.UntilWholeAsync(cancellation);
        await site.FillAsync(Buffered, cancellation);
        var replica = await RegisterSite.InjectAsync(
            faulty,
            new InjectedFault { Kind = FaultKind.WrongBody, Replica = default, Class = RouteClass.Write, Count = 1 },
            cancellation);
        await feed.NextAsync(cancellation);
        var (sent, clock) = (Instant.FromDateTimeOffset(DateTimeOffset.UtcNow), Stopwatch.StartNew());
        await site.WriteAsync(entry, cancellation);
        var answered = clock.Elapsed.TotalMilliseconds;
        if ((await faulty.Admin.FaultsAsync(cancellation)).Length > 0)
        {
            throw new BenchmarkException($"{replica} was not asked.");
        }

        return new MaskedFault(answered, MaskingStages.Of(await feed.NextAsync(cancellation), sent, answered));
    }
}
