using System.Collections.Immutable;
using System.Globalization;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Plots;

/// <summary>Requests per second by clients (Figure 4) and by the share of writes: medians, with best and worst rounds.</summary>
internal static class ThroughputPlots
{
    public static IEnumerable<Plot> Of(Results results)
    {
        foreach (var experiment in results.Manifest.Experiments.Where(experiment => experiment.Kind == ExperimentKind.Load))
        {
            RoundRecord[] records = [.. results.LoadsOf(experiment)];
            var byShare = experiment.WriteShares.Length > 1;
            if (records.Length > 0)
            {
                yield return Lines(
                    $"throughput-{experiment.Name}",
                    $"{(byShare ? "Throughput by writes" : "Throughput by clients (the paper's Figure 4)")}: {experiment.Name}",
                    byShare ? "Writes, %" : "Clients",
                    records,
                    byShare ? record => record.Turn.WriteShare ?? 0 : record => record.Turn.Clients);
            }
        }
    }

    private static Plot Lines(
        string name, string title, string label, IEnumerable<RoundRecord> records, Func<RoundRecord, int> place)
    {
        var blocks = records.GroupBy(record => record.Turn.Setting).ToImmutableSortedDictionary(
            setting => setting.Key.Word(),
            setting => setting.GroupBy(place).OrderBy(group => group.Key).Select(group => Line(group.Key, [.. group])).ToImmutableArray());
        var drawn = blocks.Keys.Select(setting => $"${setting} using 1:2:3:4 with yerrorlines lw 2 pt 7 title '{setting}'");
        return new Plot(
            name, title, $"set xlabel '{label}'\nset ylabel 'Requests/s'\nset yrange [0:*]\nset offsets graph 0.05, graph 0.05, 0, 0\n"
            + $"plot {string.Join(", ", drawn)}") { Blocks = blocks };
    }

    private static string Line(int place, IReadOnlyList<RoundRecord> records)
    {
        double[] rates = [.. records.Select(Results.Rate).OfType<double>()];
        return string.Create(CultureInfo.InvariantCulture, $"{place} {rates.Median():F2} {rates.Min():F2} {rates.Max():F2}");
    }
}
