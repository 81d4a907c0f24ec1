using System.Collections.Immutable;
using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;

namespace Spare.Cli;

/// <summary>Explanations for people.</summary>
internal static class ExplanationText
{
    public static void Write(TextWriter output, ImmutableArray<Explanation> explained)
    {
        foreach (var explanation in explained)
        {
            Write(output, explanation);
        }
    }

    private static void Write(TextWriter output, Explanation explanation)
    {
        output.WriteLine(
            $"{explanation.Sequence} {explanation.Time}: {explanation.Line} ({explanation.BodyBytes} bytes of body), "
            + $"request {explanation.Request}");
        output.WriteLine($"  {string.Join(". ", explanation.Happened.Select(Describe))}.");
        output.WriteLine($"  Evidence of {string.Join(", ", explanation.Hosts)}.");
        if (explanation.Answers.Any(answer => answer.Differences.Length > 0))
        {
            output.WriteLine(explanation.Happened.Contains(CaseKind.Differed)
                ? "  Differences from the agreed answer:"
                : $"  Nothing was agreed here; differences from {explanation.ComparedWith}:");
        }

        foreach (var answer in explanation.Answers)
        {
            Write(output, answer);
        }
    }

    private static void Write(TextWriter output, ExplainedAnswer answer)
    {
        var digests = answer.Outcome == Outcome.Replied
            ? $" {answer.Reply?.ToString()[..8]}, wrote {answer.WriteSet?.ToString()[..8] ?? "nothing"}"
            : string.Empty;
        var detail = answer.Detail.Length > 0 ? $": {answer.Detail}" : string.Empty;
        output.WriteLine($"  {answer.Replica,-8} {answer.Standing.ToString().ToLowerInvariant(),-10} {answer.Outcome}{digests}{detail}");
        foreach (var difference in answer.Differences)
        {
            output.WriteLine($"    {difference.Part}");
            output.WriteLine($"      expected {difference.Expected}");
            output.WriteLine($"      given    {difference.Given}");
        }

        if (answer.Differences.Length == Explanation.DifferencesMaximum)
        {
            output.WriteLine("    and perhaps more");
        }
    }

    private static string Describe(CaseKind kind) => kind switch
    {
        CaseKind.Differed => "A replica gave another answer than the agreed one",
        CaseKind.Disputed => "The votes differed, so the read was asked again, at another position",
        CaseKind.Voided => "The write was undone on all replicas",
        _ => "A replica ended at it",
    };
}
