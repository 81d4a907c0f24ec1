using Spare.Linearizability;
using Spare.Linearizability.Histories;

namespace Spare.Histories.Recording;

/// <summary>What the checker says of a recorded history.</summary>
/// <param name="Kind">Of the objects: <c>registers</c>.</param>
/// <param name="Unknown">Operations whose outcome the clients never learned.</param>
/// <param name="Overlaps">How many overlap with the next one on the same object: without any there is little to judge.</param>
/// <param name="Fault">Why it is not linearizable, or not known to be; null: it is.</param>
/// <param name="Violation">As a file of operations, the least that shows it; null: there is none.</param>
/// <param name="History">All of it, as a file of operations.</param>
internal sealed record Verdict(string Kind, int Unknown, int Overlaps, string? Fault, string? Violation, Action<TextWriter> History)
{
    /// <param name="changedNothing">Whether an operation that was answered left its object as it was.</param>
    public static Verdict Of<TState, TInput, TOutput>(
        string kind, IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history,
        Func<TInput, TOutput, bool> changedNothing)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var result = LinearizabilityChecker.Check(model, history);
        var violation = result is CheckResult.Violated violated
            ? SmallestViolation.Of(model, history, violated.Prefix.Key, changedNothing) : null;
        return new Verdict(
            kind,
            history.Operations.Count(operation => operation.Completion is null),
            OverlapsIn(history),
            result is CheckResult.Linearizable ? null : $"{result}",
            violation is null ? null : Text(violation),
            text => HistoryFile.Write(history, text));
    }

    private static string Text<TInput, TOutput>(History<TInput, TOutput> history)
        where TInput : notnull
        where TOutput : notnull
    {
        using var text = new StringWriter();
        HistoryFile.Write(history, text);
        return text.ToString();
    }

    private static int OverlapsIn<TInput, TOutput>(History<TInput, TOutput> history)
        where TInput : notnull
        where TOutput : notnull =>
        history.Partitions.Sum(partition =>
        {
            var inOrder = partition.Operations.OrderBy(operation => operation.Call).ToArray();
            return inOrder.Zip(inOrder.Skip(1)).Count(pair => pair.Second.Call < pair.First.Completion?.Return);
        });
}
