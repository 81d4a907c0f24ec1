using System.Collections.Immutable;
using System.Globalization;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Plots;

/// <summary>Footprints of a host (Figure 6), of a passive replica (Figure 7), and of whole settings (Figure 8).</summary>
internal static class FootprintPlots
{
    private static readonly (string Name, string Label, Func<HostFootprint, double, double> Measure)[] HostMeasures =
    [
        ("cpu", "CPU of a host, % of one processor", (host, seconds) => 100 * host.Total.CpuSeconds / seconds),
        ("memory", "Memory of a host, MB", (host, _) => host.Total.Memory / 1e6),
        ("disk", "Written by the replicas of a host, kB/s", (host, seconds) => host.WrittenByReplicas / seconds / 1e3),
        ("network", "Network of a host, kB/s", (host, seconds) => (host.Received + host.Sent) / seconds / 1e3),
    ];

    public static IEnumerable<Plot> Of(Results results)
    {
        RoundRecord[] loads = [.. results.UsualLoads(1).Where(record => record.Footprint is not null)];
        if (loads.Length == 0)
        {
            yield break;
        }

        foreach (var (name, label, measure) in HostMeasures)
        {
            yield return PerHost(name, label, loads, measure);
        }

        if (loads.FirstOrDefault(record => record.Turn.Setting == Setting.Spare) is { Footprint.Activity.IsEmpty: false } spare)
        {
            yield return Activity(spare.Footprint);
        }

        if (Overall(loads) is { } overall)
        {
            yield return overall;
        }
    }

    private static Plot PerHost(
        string name, string label, IEnumerable<RoundRecord> loads, Func<HostFootprint, double, double> measure)
    {
        var lines = loads.GroupBy(record => record.Turn.Clients).OrderBy(clients => clients.Key)
            .SelectMany(clients => clients.GroupBy(record => record.Turn.Setting).OrderBy(setting => setting.Key)
                .Select(setting => (Name: $"{setting.Key.Word()} {clients.Key}", Values: setting.Select(Of))))
            .Select(bar => string.Create(CultureInfo.InvariantCulture, $"\"{bar.Name}\" {bar.Values.Median():F3}"));
        return new Plot(
            $"host-{name}", $"{label} (the paper's Figure 6)",
            "set style fill solid 0.6\nset boxwidth 0.7\nset yrange [0:*]\nset xtics rotate by -30 noenhanced\n"
            + $"set ylabel '{label}'\nplot $hosts using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle")
        {
            Blocks = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("hosts", [.. lines]),
        };

        double Of(RoundRecord record) => OfHost(record.Footprint!, measure); // They all have one.
    }

    /// <summary>The mean of the hosts that have replicas.</summary>
    private static double OfHost(Footprint footprint, Func<HostFootprint, double, double> measure) =>
        footprint.Hosts.Where(host => host.Host > 0).Average(host => measure(host, footprint.Seconds));

    private static Plot Activity(Footprint footprint) => new(
        "passive-cpu", "CPU of the active and the passive replica of a host (the paper's Figure 7)",
        "set xlabel 'Seconds'\nset ylabel '% of one processor'\nset yrange [0:*]\n"
        + "plot $activity using 1:2 with lines lw 2 title 'active', '' using 1:3 with lines lw 2 title 'passive'")
    {
        Blocks = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("activity",
        [
            .. footprint.Activity.Select(piece => string.Create(
                CultureInfo.InvariantCulture, $"{piece.At:F1} {100 * piece.Active:F2} {100 * piece.Passive:F2}")),
        ]),
    };

    /// <summary>Null: nothing to compare with was measured.</summary>
    private static Plot? Overall(IReadOnlyList<RoundRecord> loads)
    {
        var lines = new List<string>();
        foreach (var (name, _, _, measure) in PaperTable.Measures)
        {
            var crash = Results.Ratios(loads, Setting.Spare, Setting.Crash, measure);
            var appBft = Results.Ratios(loads, Setting.Spare, Setting.AppBft, measure);
            if (crash.Count > 0 && appBft.Count > 0)
            {
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture, $"\"{name}\" {(crash.Median() - 1) * 100:F1} {(appBft.Median() - 1) * 100:F1}"));
            }
        }

        return lines.Count == 0 ? null : new Plot(
            "overall", "Spare against Crash and AppBFT, all hosts together (the paper's Figure 8)",
            "set style data histogram\nset style histogram clustered gap 1\nset style fill solid 0.6\nset xzeroaxis\n"
            + "set ylabel 'more or less, %'\nset xtics norotate noenhanced\n"
            + "plot $overall using 2:xtic(1) title 'against Crash', '' using 3 title 'against AppBFT'")
        {
            Blocks = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("overall", [.. lines]),
        };
    }
}
