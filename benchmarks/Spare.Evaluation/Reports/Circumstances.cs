using System.Globalization;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>Where, when and under which conditions a run was made, and what is missing of it.</summary>
internal static class Circumstances
{
    private const int MissingShown = 20;
    private const int RoundsUsual = 5;
    private static readonly TimeSpan DurationUsual = TimeSpan.FromMinutes(1);

    public static void AddTo(Document document, Results results)
    {
        foreach (var warning in Warnings(results))
        {
            document.Paragraph($"**{warning}**");
        }

        document.Table(["", ""], Rows(results));
        string[] missing = [.. results.Missing.Select(planned => planned.ToString())];
        if (missing.Length > 0)
        {
            document.Paragraph(
                $"**Incomplete: {missing.Length} of {results.Manifest.Plan.Length} rounds not measured:** "
                + string.Join("; ", missing.Take(MissingShown)) + (missing.Length > MissingShown ? "; ..." : ""));
        }
    }

    private static IEnumerable<string> Warnings(Results results)
    {
        if (results.Manifest.Busy)
        {
            yield return "The machine was busy with other things: figures of time say little, ratios of interleaved rounds say more.";
        }

        if (results.Manifest.Experiments.Any(experiment => experiment.Rounds < RoundsUsual
            || (experiment.Kind == ExperimentKind.Load && experiment.Duration < DurationUsual)))
        {
            yield return "This was a short run: some experiments have fewer than five rounds, or loads of less than a minute.";
        }
    }

    private static IEnumerable<string[]> Rows(Results results)
    {
        var records = results.Records;
        yield return ["Begun", results.Manifest.Started.ToString("u", CultureInfo.InvariantCulture)];
        yield return ["Rounds", $"{records.Count} of {results.Manifest.Plan.Length}, shuffled with seed {results.Manifest.Seed}"];
        yield return
        [
            "Hosts", results.Manifest.Testbed is { } testbed ? $"of the testbed '{testbed}'" : "network namespaces of one machine",
        ];
        if (records.Count == 0)
        {
            yield break;
        }

        var (least, most) = (records.Min(record => record.Before.Load), records.Max(record => record.Before.Load));
        yield return ["Load before the rounds", $"{Text.Number(least)} to {Text.Number(most)}"];
        yield return ["Machine", Told(records, origin =>
            $"{origin.Processors} × {origin.Processor}, {origin.Memory >> 20} MB, {origin.System}, {origin.Kernel}")];
        yield return ["Versions", Told(records, origin => string.Join(", ", origin.Versions.Values))];
        yield return ["Commit", Told(records, origin => origin.Commit)];
    }

    /// <summary>With the experiments behind each where they differ.</summary>
    private static string Told(IReadOnlyList<RoundRecord> records, Func<Provenance, string> tell)
    {
        var told = records.ToLookup(record => tell(record.Provenance), record => record.Turn.Experiment);
        return told.Count == 1
            ? told.Single().Key
            : string.Join("; ", told.Select(one => $"{one.Key} ({string.Join(", ", one.Distinct().Order(StringComparer.Ordinal))})"));
    }
}
