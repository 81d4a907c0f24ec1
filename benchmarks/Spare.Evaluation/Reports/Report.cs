using Spare.Evaluation.Costs;
using Spare.Evaluation.Plots;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>Makes a run's report from its raw records alone.</summary>
internal static class Report
{
    /// <summary>Everything but the pictures.</summary>
    public static Document Tables(Results results, Prices prices, IEnumerable<Plot> plots)
    {
        var document = new Document("Spare: the paper's evaluation");
        Circumstances.AddTo(document, results);
        document.Heading("Aims");
        document.Paragraph(
            "The value is the median of the rounds, or of the ratios between rounds that were interleaved, unless a percentile is "
            + "named. The floor is what arithmetic gives for the replicas alone; managers and Corosync are in the ratio as well, and "
            + "those of AppBFT's further hosts bring it below the floor where requests are few.");
        document.Table(["Measure", "Value", "Worst", "Floor", "Aim", "", ""], Aims.Of(results).Select(aim => aim.Row()));
        PaperTable.AddTo(document, results);
        foreach (var plot in plots)
        {
            document.Picture($"plots/{plot.Name}.svg", plot.Title);
        }

        LoadTables.AddTo(document, results);
        NoOpTable.AddTo(document, results);
        StageTables.AddTo(document, results);
        FootprintTables.AddTo(document, results);
        FaultTables.AddTo(document, results);
        CostTable.AddTo(document, results, prices);
        return document;
    }

    /// <summary>Writes <c>report.md</c>, <c>report.html</c> and the plots beside the records.</summary>
    public static async Task WriteAsync(string directory, Prices prices, CancellationToken cancellation)
    {
        var store = new RoundStore(directory);
        var manifest = store.Manifest() ?? throw new ResultsException($"{directory} has no results: run.json is not there.");
        var results = new Results(manifest, store.Records(manifest));
        var plots = PaperPlots.Of(results);
        await Gnuplot.DrawAsync(Path.Combine(directory, "plots"), plots, cancellation);
        var document = Tables(results, prices, plots);
        await File.WriteAllTextAsync(Path.Combine(directory, "report.md"), MarkdownWriter.Write(document), cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "report.html"), HtmlWriter.Write(document), cancellation);
    }
}
