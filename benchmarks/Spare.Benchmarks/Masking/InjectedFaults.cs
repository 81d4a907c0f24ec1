using System.Diagnostics;
using System.Globalization;
using Spare.Benchmarks.Measuring;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// How long a client waits for its write when an active replica answers that wrongly, or not at all, while the passive
/// replicas lack as many updates as they ever do.
/// </summary>
internal static class InjectedFaults
{
    private const int Buffered = RegisterSite.UpdateEvery - 1;
    private const double StallMaximum = 100;

    /// <summary>Of the paper's virtual machines, which hardware computes.</summary>
    private const double MachinesStallMaximum = 500;
    private const double Percentile = 0.99;

    /// <summary>
    /// Wrong replies alone, where replicas are virtual machines: how long the client waits, and, like for like with the paper's
    /// half second, what passes from the wrong reply's detection until the woken machine has all updates (SPARE 6.3).
    /// </summary>
    public static async Task<IReadOnlyList<Figure>> MeasureMachinesAsync(
        RegisterTopology topology, int count, CancellationToken cancellation)
    {
        var wrong = await MeasureAsync(topology, FaultKind.WrongBody, TimeSpan.Zero, count, cancellation);
        return
        [
            Describe($"virtual machines: wrong reply masked, {Buffered} updates buffered, p99", MachinesStallMaximum, wrong),
            DescribePreparation("virtual machines: of it from detected to woken with all updates, p99", wrong),
        ];
    }

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        RegisterTopology topology, int count, CancellationToken cancellation)
    {
        var wrong = await MeasureAsync(topology, FaultKind.WrongBody, TimeSpan.Zero, count, cancellation);
        var silent = await MeasureAsync(
            topology, FaultKind.SilenceBeforeHeader, RegisterTopology.Deadline, count, cancellation);
        return
        [
            Describe($"wrong reply masked, {Buffered} updates buffered, p99", StallMaximum, wrong),
            Describe($"silent replica masked, beyond its {RegisterTopology.Deadline.TotalSeconds:0} s, p99", StallMaximum, silent),
        ];
    }

    private static async Task<List<Stall>> MeasureAsync(
        RegisterTopology topology, FaultKind kind, TimeSpan deadline, int count, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"{kind}, {count} times; ms until the client had its answer:");
        var random = new Random((int)kind);
        var feed = new EventFeed(topology.Hosts);
        var stalls = new List<Stall>();
        for (var i = 0; i < count; i++)
        {
            var entry = topology.Hosts[random.Next(topology.Hosts.Count)];
            var faulty = topology.Hosts[random.Next(topology.Hosts.Count)];
            await topology.UntilWholeAsync(cancellation);
            await topology.FillAsync(Buffered, cancellation);
            var replica = await RegisterSite.InjectAsync(
                faulty,
                new InjectedFault { Kind = kind, Replica = default, Class = RouteClass.Write, Count = 1 },
                cancellation);
            await feed.NextAsync(cancellation);
            var (sent, clock) = (Instant.FromDateTimeOffset(DateTimeOffset.UtcNow), Stopwatch.StartNew());
            await topology.WriteAsync(entry, cancellation);
            var answered = clock.Elapsed - deadline;
            if ((await faulty.Admin.FaultsAsync(cancellation)).Length > 0)
            {
                throw new BenchmarkException($"{replica} was not asked.");
            }

            var stages = Stages.Of(await feed.NextAsync(cancellation), sent + deadline);
            stalls.Add(new Stall(answered.TotalMilliseconds, stages));
            Console.Error.WriteLine(
                $"  {i + 1,3}  asked {entry.Number}, faulty {faulty.Number}  {answered.TotalMilliseconds:F1}   {stages}");
        }

        return stalls;
    }

    private static Figure Describe(string name, double maximum, List<Stall> stalls)
    {
        var sample = new Sample([.. stalls.Select(stall => stall.Answered)]);
        var stages = stalls.Select(stall => stall.Stages).ToList();
        return new Figure(
            name, sample.At(Percentile), "ms", maximum, AtMost: true,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{stalls.Count} times; the first one {sample.Values[0]:F0}, median {sample.Median:F0}, "
                + $"most {sample.Ordered[^1]:F0}; medians of events: {Stages.Medians(stages)}"))
        {
            Values = new Dictionary<string, IReadOnlyList<double>>(Stages.Raw(stages)) { ["answered"] = sample.Values },
        };
    }

    private static Figure DescribePreparation(string name, List<Stall> stalls)
    {
        var sample = new Sample(
        [
            .. stalls.Select(stall => stall.Stages.Between(OperatorEventKind.HelpAsked, OperatorEventKind.ReplicaStarted)),
        ]);
        return new Figure(
            name, sample.At(Percentile), "ms", MachinesStallMaximum, AtMost: true,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{stalls.Count} times; median {sample.Median:F0}, most {sample.Ordered[^1]:F0}"))
        {
            Values = new Dictionary<string, IReadOnlyList<double>> { ["prepared"] = sample.Values },
        };
    }

    /// <summary>One fault that was masked.</summary>
    /// <param name="Answered">When the client had its answer, in milliseconds.</param>
    private sealed record Stall(double Answered, Stages Stages);
}
