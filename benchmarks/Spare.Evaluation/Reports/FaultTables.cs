using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>What faults, losses and recoveries cost, and the stages on the way.</summary>
internal static class FaultTables
{
    /// <summary>Stages of masking in the order in which they are due (SPARE 4).</summary>
    private static readonly (string Name, string InWords)[] Known =
    [
        (Stages.Detected, "replies differ"), (Stages.HelpAsked, "more votes asked for"),
        (Stages.HelpTaken, "a passive replica is to be woken"),
        (Stages.Woken, "the passive replica runs"),
        (Stages.Updated, "buffered updates are in its database"), (Stages.Executed, "it has answered the request"),
        (Stages.Voted, "the vote is decided"), (Stages.Answered, "the client has its reply"),
    ];

    public static void AddTo(Document document, Results results)
    {
        MaskedFault[] masked = [.. results.Of(ExperimentKind.Masking).SelectMany(record => record.Masked)];
        if (masked.Length > 0)
        {
            document.Heading("The stages of masking");
            document.Paragraph($"{masked.Length} wrong replies, 199 updates in the buffers; milliseconds after the client asked.");
            document.Table(
                ["Stage", "Meaning", "Median ms", "p99 ms", "Most ms", "Seen"],
                Known.Select(stage => (stage, Values: Of(masked, stage.Name))).Where(row => row.Values.Length > 0).Select(row => new[]
                {
                    row.stage.Name, row.stage.InWords, Text.Number(row.Values.Median()), Text.Number(row.Values.Percentile(0.99)),
                    Text.Number(row.Values.Max()), $"{row.Values.Length}",
                }));
        }

        ExperimentKind[] kinds = [ExperimentKind.Fault, ExperimentKind.HostCrash, ExperimentKind.Recovery];
        RoundRecord[] traces = [.. kinds.SelectMany(results.Of).Where(record => record.Trace is not null)];
        if (traces.Length > 0)
        {
            document.Heading("Traces");
            document.Paragraph("Requests that were sent at their time, whether or not others were answered.");
            document.Table(
                ["Experiment", "Round", "Requests/s", "Failed", "Longest wait ms", "Worst / median second", "Events, ms"],
                traces.Select(record => Row(record.Turn, record.Trace!))); // It was just seen to be there.
        }
    }

    public static double[] Of(IEnumerable<MaskedFault> masked, string stage) =>
    [
        .. masked.SelectMany(fault => fault.Stages).Where(known => known.Name == stage).Select(known => known.Milliseconds),
    ];

    private static string[] Row(Turn measured, Trace trace)
    {
        double[] seconds = [.. trace.PerSecond.Select(count => (double)count)];
        return
        [
            measured.Experiment,
            $"{measured.Round}",
            seconds.Length == 0 ? Text.Nothing : Text.Number(seconds.Median()),
            $"{trace.Failed}",
            Text.Number(trace.Longest),
            seconds.Length == 0 ? Text.Nothing : Text.Number(seconds.Min() / seconds.Median()),
            string.Join(", ", trace.Stages.Select(stage => $"{stage.Name} {Text.Number(stage.Milliseconds)}")),
        ];
    }
}
