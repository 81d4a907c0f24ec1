using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>Everything that is to be reached, each from rounds of one run that were interleaved.</summary>
internal static class Aims
{
    private const int ManyClients = 64;
    private const double MemoryMargin = 0.03;

    public static IReadOnlyList<Aim> Of(Results results) =>
    [
        new("Spare / Crash requests per second, clients that think", Bound.AtLeast(0.97),
            Results.Ratios(results.Loads(thinks: true), Setting.Spare, Setting.Crash, Results.Rate)),
        new("Spare / Crash requests per second, saturated", Bound.AtLeast(0.88),
            Results.Ratios(results.Loads(thinks: false), Setting.Spare, Setting.Crash, Results.Rate)),
        CpuOfAppBft(results, 1, 0.74),
        CpuOfAppBft(results, 2, 0.68),
        Cpu(results, Setting.Crash, 1, "Spare / Crash CPU per request", 1.08),
        Memory(results),
        PassiveCpu(results),
        .. NoOp(results),
        Masking(results),
        Recovery(results),
    ];

    /// <summary>The part of AppBFT's executions that is left (SPARE 6.4.3).</summary>
    public static double ExecutionFloor(int faults) =>
        (double)Setting.Spare.Executions(faults) / Setting.AppBft.Executions(faults);

    /// <summary>What passive replicas used of what active ones did, round by round.</summary>
    public static IReadOnlyList<double> PassiveShare(IEnumerable<RoundRecord> records, Func<Usage, double> measure) =>
    [
        .. records.Where(record => record.Turn.Setting == Setting.Spare && record.Footprint is not null)
            .Select(record => measure(record.Footprint!.Sum(Part.Passive)) / measure(record.Footprint!.Sum(Part.Active))) // Just checked.
            .Where(double.IsFinite),
    ];

    private static Aim CpuOfAppBft(Results results, int faults, double most) =>
        Cpu(results, Setting.AppBft, faults, $"Spare / AppBFT CPU per request, f = {faults}", most) with
        {
            Floor = ExecutionFloor(faults),
        };

    /// <summary>Says under which load, and what it is under the other.</summary>
    private static Aim Cpu(Results results, Setting below, int faults, string measure, double most)
    {
        var usual = results.UsualLoads(faults);
        var thinks = usual.Any(record => results.ExperimentOf(record).Thinks);
        var saturated = thinks ? Ratios(results.Loads(thinks: false, faults)) : [];
        return new Aim(measure, Bound.AtMost(most), Ratios(usual))
        {
            Detail = (thinks ? "clients that think" : usual.Count > 0 ? "saturated" : "")
                + (saturated.Count > 0 ? $"; saturated {Text.Number(saturated.Median())}" : ""),
        };

        IReadOnlyList<double> Ratios(IEnumerable<RoundRecord> among) =>
            Results.Ratios(among, Setting.Spare, below, Results.CpuPerRequest);
    }

    private static Aim Memory(Results results)
    {
        var loads = results.UsualLoads(1);
        var shares = PassiveShare(loads, usage => usage.Memory);
        var floor = shares.Count == 0 ? ExecutionFloor(1) : ExecutionFloor(1) * (1 + shares.Median());
        return new Aim(
            "Spare / AppBFT memory, f = 1", Bound.AtMost(floor + MemoryMargin),
            Results.Ratios(loads, Setting.Spare, Setting.AppBft, record => record.Footprint?.Memory))
        {
            Floor = floor,
            Detail = shares.Count == 0 ? "" : $"a passive replica holds {Text.Number(shares.Median())} of an active one",
        };
    }

    private static Aim PassiveCpu(Results results)
    {
        var loads = results.UsualLoads(1);
        var writes = loads.Where(record => record.Turn.Setting == Setting.Spare).Select(record => record.Load?.WriteShare ?? 0).ToList();
        return new Aim("Passive / active CPU", Bound.AtMost(0.02), PassiveShare(loads, usage => usage.CpuSeconds))
        {
            Detail = writes.Count == 0 ? "" : $"{Text.Number(100 * writes.Median())} % of the requests were writes",
        };
    }

    private static IEnumerable<Aim> NoOp(Results results)
    {
        List<RoundRecord> rounds = [.. results.Of(ExperimentKind.NoOp)];
        var (spare, forward) = (Setting.Spare.Word(), Setting.Forward.Word());
        yield return new Aim(
            "Added latency at the median, one client, declared read, ms", Bound.AtMost(0.35),
            [.. rounds.Select(round => Value(round, spare, 1, value => value.Median) - Value(round, forward, 1, value => value.Median))
                .OfType<double>()]);
        yield return new Aim(
            $"No-op service, {ManyClients} clients: Spare / forwarder", Bound.AtLeast(0.42), Rates(forward));
        yield return new Aim(
            $"No-op service, {ManyClients} clients: Spare / ceiling", Bound.AtLeast(0.65), Rates(NoOpResult.Ceiling));

        IReadOnlyList<double> Rates(string below) =>
        [
            .. rounds.Select(round => Value(round, spare, ManyClients, value => value.PerSecond)
                / Value(round, below, ManyClients, value => value.PerSecond)).OfType<double>(),
        ];
    }

    private static double? Value(RoundRecord round, string behind, int clients, Func<NoOpResult, double> measure) =>
        round.NoOp.Where(value => value.Behind == behind && value.Clients == clients).Select(value => (double?)measure(value))
            .FirstOrDefault();

    private static Aim Masking(Results results)
    {
        double[] times = [.. results.Of(ExperimentKind.Masking).SelectMany(record => record.Masked).Select(masked => masked.Answered)];
        return new Aim("Wrong reply masked, 199 updates buffered, 99th percentile, ms", Bound.AtMost(60), times)
        {
            Part = 0.99,
            Detail = times.Length == 0 ? "" : $"{times.Length} times, median {Text.Number(times.Median())} ms",
        };
    }

    private static Aim Recovery(Results results)
    {
        Trace[] traces = [.. results.Of(ExperimentKind.Recovery).Select(record => record.Trace).OfType<Trace>()
            .Where(trace => !trace.PerSecond.IsEmpty)];
        return new Aim(
            "Recovery round: worst second / median second", Bound.AtLeast(0.85),
            [.. traces.Select(trace => trace.PerSecond.Min() / trace.PerSecond.Select(count => (double)count).Median())])
        {
            Detail = traces.Length == 0 ? "" : $"{traces.Sum(trace => trace.Failed)} requests failed",
        };
    }
}
