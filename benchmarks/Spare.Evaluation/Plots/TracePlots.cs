using System.Collections.Immutable;
using System.Globalization;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Plots;

/// <summary>Throughput around a fault (Figure 5), the loss of a host, and a recovery round; the stages of masking.</summary>
internal static class TracePlots
{
    /// <summary>Longer traces are drawn with ten pieces in one.</summary>
    private const double LongTrace = 15_000;

    private const int PiecesOfMean = 10;

    /// <summary>Of the mean: what waited is answered at once when the wait is over, and would press all else to the ground.</summary>
    private const int MostShown = 6;

    private static readonly (ExperimentKind Kind, string Name, string Title)[] Kinds =
    [
        (ExperimentKind.Fault, "fault", "A wrong reply is masked with 199 updates buffered (the paper's Figure 5)"),
        (ExperimentKind.HostCrash, "host-crash", "A host is lost"),
        (ExperimentKind.Recovery, "recovery", "Every replica is recovered"),
    ];

    public static IEnumerable<Plot> Of(Results results)
    {
        foreach (var (kind, name, title) in Kinds)
        {
            // A round in the middle, so that neither the best nor the worst one is shown.
            Trace[] traces = [.. results.Of(kind).Select(record => record.Trace).OfType<Trace>().OrderBy(trace => trace.Longest)];
            if (traces.Length > 0)
            {
                yield return Draw($"trace-{name}", title, traces[traces.Length / 2]);
            }
        }

        MaskedFault[] masked = [.. results.Of(ExperimentKind.Masking).SelectMany(record => record.Masked)];
        if (masked.Length > 0)
        {
            yield return DrawStages(masked);
        }
    }

    private static Plot Draw(string name, string title, Trace trace)
    {
        var pieces = trace.Counts.Length * Trace.Piece > LongTrace ? PiecesOfMean : 1;
        var piece = pieces * Trace.Piece;
        var mean = pieces * PiecesOfMean;
        var marks = trace.Stages.DistinctBy(stage => stage.Name).Select((stage, i) => Mark(stage, i + 1));
        var most = trace.Counts.Length == 0 ? 0 : MostShown * trace.Counts.Average() * 1000 / Trace.Piece;
        return new Plot(
            name, title,
            $"set style textbox opaque noborder\nset xlabel 'Seconds'\nset ylabel 'Requests/s, in pieces of {piece} ms'\n"
            + string.Create(CultureInfo.InvariantCulture, $"set yrange [0:{most:F0}]\n{string.Concat(marks)}")
            + "plot $trace using 1:2 with steps lw 1 lc rgb '#1f77b4' title 'answered', "
            + $"$mean using 1:2 with lines lw 2 lc rgb '#d62728' title 'mean of {mean * Trace.Piece} ms'\nunset arrow\nunset label")
        {
            Blocks = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
                .Add("trace", Lines(trace, pieces)).Add("mean", Lines(trace, mean)),
        };
    }

    private static ImmutableArray<string> Lines(Trace trace, int pieces) =>
    [
        .. trace.Counts.Chunk(pieces).Select((counts, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(trace.Start + (i * pieces * Trace.Piece)) / 1000:F3} {counts.Sum() * 1000.0 / (counts.Length * Trace.Piece):F1}")),
    ];

    /// <summary>A dashed line with a name; names that follow each other shortly stand below each other.</summary>
    private static string Mark(StageReached stage, int number)
    {
        var (at, height) = (stage.Milliseconds / 1000, 1.02 - (0.05 * (1 + (number % 10))));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"set arrow {number} from {at:F3}, graph 0 to {at:F3}, graph 1 nohead dt 2 lc rgb '#999999'\n"
            + $"set label {number} \"{stage.Name}\" at {at:F3}, graph {height:F2} front boxed font ',10' noenhanced\n");
    }

    private static Plot DrawStages(IReadOnlyList<MaskedFault> masked)
    {
        var lines = masked.SelectMany(fault => fault.Stages).GroupBy(stage => stage.Name)
            .Select(stage => (stage.Key, Values: stage.Select(value => value.Milliseconds).ToList()))
            .OrderBy(stage => stage.Values.Median())
            .Select(stage => string.Create(
                CultureInfo.InvariantCulture,
                $"\"{stage.Key}\" {stage.Values.Median():F2} {stage.Values.Min():F2} {stage.Values.Percentile(0.99):F2}"));
        return new Plot(
            "stages", "The stages of masking: median, least and 99th percentile",
            "set style fill solid 0.6\nset boxwidth 0.6\nset ylabel 'ms after the client asked'\nset yrange [0:*]\nset xtics noenhanced\n"
            + "plot $stages using 0:2:xtic(1) with boxes lc rgb '#1f77b4' notitle, "
            + "'' using 0:2:3:4 with yerrorbars lc rgb '#333333' pt 0 notitle")
        {
            Blocks = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("stages", [.. lines]),
        };
    }
}
