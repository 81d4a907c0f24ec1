using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;
using Spare.Protocol.Admin;

namespace Spare.Evaluation.Reports;

/// <summary>The paper's own figures (SPARE 6), each beside what this run gave.</summary>
internal static class PaperTable
{
    public static void AddTo(Document document, Results results)
    {
        document.Heading("The paper's figures");
        document.Paragraph(
            "Medians of ratios between rounds that were interleaved; the paper's are from Xen hosts of their own, with Java, "
            + "MySQL and Spread. Clients think, or, where Spare was not measured so, they do not. "
            + "The numbers of hosts are in them: whatever is compared is all hosts of a setting together.");
        var loads = results.UsualLoads(1);
        document.Table(
            ["Figure", "Paper", "Here"],
            [
                ["Throughput, Spare / Crash (Figure 4)", "within 4 %", Ratio(loads, Setting.Spare, Setting.Crash, Results.Rate)],
                ["Throughput, AppBFT / Crash (Figure 4)", "within 4 %", Ratio(loads, Setting.AppBft, Setting.Crash, Results.Rate)],
                .. Resources(loads),
                ["Passive / active: CPU (Figure 7)", "−97 %", Passive(loads, usage => usage.CpuSeconds)],
                ["Passive / active: memory", "−83 %", Passive(loads, usage => usage.Memory)],
                ["Passive / active: disk writes", "−14 %", Passive(loads, usage => usage.Written)],
                ["Resuming a passive replica, groups of processes", "130 ms (Xen)", Took(results, machines: false, Stage.Resumed)],
                ["Pausing it", "130 ms (Xen)", Took(results, machines: false, Stage.Paused)],
                ["Resuming a passive replica, virtual machines", "130 ms (Xen)", Took(results, machines: true, Stage.Resumed)],
                ["Pausing it", "130 ms (Xen)", Took(results, machines: true, Stage.Paused)],
                ["Masking a fault, 199 updates buffered (Figure 5)", "about 0.5 s", Masking(results)],
            ]);
    }

    /// <summary>The resources of Figure 8, with what the paper says of each.</summary>
    public static IReadOnlyList<(string Name, string OverCrash, string UnderAppBft, Func<RoundRecord, double?> Measure)> Measures =>
    [
        ("CPU", "+6 to +12 %", "−21 to −32 %", Results.CpuPerRequest),
        ("memory", "+6 to +12 %", "−21 to −32 %", record => record.Footprint?.Memory),
        ("network", "+6 to +12 %", "about the same", PerRequest(footprint => footprint.Network)),
        ("disk writes", "more: passive replicas write too", "more", PerRequest(footprint => footprint.WrittenByReplicas)),
        ("power", "about the same", "−21 to −32 %", record => record.Footprint?.Joules),
    ];

    private static IEnumerable<string[]> Resources(IReadOnlyList<RoundRecord> loads)
    {
        foreach (var (name, overCrash, underAppBft, measure) in Measures)
        {
            yield return [$"Spare / Crash: {name} (Figure 8)", overCrash, Ratio(loads, Setting.Spare, Setting.Crash, measure)];
            yield return [$"Spare / AppBFT: {name} (Figure 8)", underAppBft, Ratio(loads, Setting.Spare, Setting.AppBft, measure)];
        }
    }

    private static Func<RoundRecord, double?> PerRequest(Func<Footprint, double> measure) => record =>
        record is { Footprint: { } footprint, Load: { } load } ? measure(footprint) / footprint.Seconds / load.PerSecond : null;

    private static string Ratio(
        IReadOnlyList<RoundRecord> loads, Setting above, Setting below, Func<RoundRecord, double?> measure) =>
        Shown(Results.Ratios(loads, above, below, measure));

    private static string Passive(IReadOnlyList<RoundRecord> loads, Func<Usage, double> measure) =>
        Shown(Aims.PassiveShare(loads, measure));

    private static string Shown(IReadOnlyList<double> ratios) =>
        ratios.Count == 0 ? "not measured" : $"{Text.Difference(ratios.Median())} ({Text.Number(ratios.Median())})";

    /// <summary>What updates of passive replicas told of it.</summary>
    private static string Took(Results results, bool machines, Stage stage)
    {
        var times = StageTables.Of(
            results.Of(ExperimentKind.Load).Where(record => results.ExperimentOf(record).Machines == machines), stage);
        return times.Count == 0
            ? "not measured"
            : $"{Text.Number(times.Select(one => StageTables.Milliseconds(one.Median)).Median())} ms at the median, "
                + $"{Text.Number(times.Max(one => StageTables.Milliseconds(one.Maximum)))} ms at most";
    }

    private static string Masking(Results results)
    {
        double[] times = [.. results.Of(ExperimentKind.Masking).SelectMany(record => record.Masked).Select(masked => masked.Answered)];
        return times.Length == 0
            ? "not measured"
            : $"{Text.Number(times.Median())} ms at the median, {Text.Number(times.Max())} ms at most";
    }
}
