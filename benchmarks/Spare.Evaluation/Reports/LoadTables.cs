using System.Globalization;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>Throughput and latency of every load, medians and worst rounds.</summary>
internal static class LoadTables
{
    public static void AddTo(Document document, Results results)
    {
        foreach (var experiment in results.Manifest.Experiments.Where(experiment => experiment.Kind == ExperimentKind.Load))
        {
            document.Heading($"Load: {experiment.Name}");
            document.Paragraph(InWords(experiment));
            document.Table(
                ["Setting", "Clients", "Writes", "Rounds", "Requests/s", "worst round", "p50 ms", "p99 ms", "p99.9 ms", "CPU ms/request",
                    "Memory MB", "Network kB/request", "Errors"],
                results.LoadsOf(experiment).GroupBy(record => (record.Turn.Clients, record.Turn.WriteShare, record.Turn.Setting))
                    .OrderBy(group => (group.Key.Clients, group.Key.WriteShare ?? -1, group.Key.Setting))
                    .Select(group => Row([.. group])));
        }
    }

    private static string InWords(Experiment experiment) => string.Create(
        CultureInfo.InvariantCulture,
        $"RUBiS, {experiment.Database.ToString().ToLowerInvariant()} database, f = {experiment.Faults}, "
        + $"{(experiment.Thinks ? "clients that think (mean 7 s)" : "clients that do not think")}, replicas are "
        + $"{(experiment.Machines ? "virtual machines" : "groups of processes")}; every round from a fresh copy of the database, "
        + $"{experiment.WarmUp.TotalSeconds:0} s of warm-up and {experiment.Duration.TotalSeconds:0} s that count.");

    private static string[] Row(IReadOnlyList<RoundRecord> rounds)
    {
        var loads = rounds.Select(round => round.Load).OfType<LoadResult>().ToList();
        var used = rounds.Where(round => round.Footprint is not null).ToList();
        return
        [
            rounds[0].Turn.Setting.Word(),
            $"{rounds[0].Turn.Clients}",
            $"{Text.Number(100 * loads.Select(load => load.WriteShare).Median())} %",
            $"{rounds.Count}",
            Text.Number(loads.Select(load => load.PerSecond).Median()),
            Text.Number(loads.Min(load => load.PerSecond)),
            Text.Number(loads.Select(load => load.P50).Median()),
            Text.Number(loads.Select(load => load.P99).Median()),
            Text.Number(loads.Select(load => load.P999).Median()),
            Median(used, Results.CpuPerRequest),
            Median(used, round => round.Footprint?.Memory / 1e6),
            Median(used, round => round.Footprint?.Network / round.Footprint?.Seconds / round.Load?.PerSecond / 1e3),
            loads.Sum(load => load.Errors).ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static string Median(IReadOnlyList<RoundRecord> rounds, Func<RoundRecord, double?> measure)
    {
        double[] values = [.. rounds.Select(measure).OfType<double>()];
        return values.Length == 0 ? Text.Nothing : Text.Number(values.Median());
    }
}
