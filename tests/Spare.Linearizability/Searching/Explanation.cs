using System.Text;
using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Searching;

/// <summary>Says for people why an object's operations cannot be put in order.</summary>
internal static class Explanation
{
    /// <summary>How much of the end of the order is shown: what is long past seldom explains anything.</summary>
    private const int Shown = 8;

    public static string Of<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, Partition<TInput, TOutput> partition, DeadEnd<TState> end)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var text = new StringBuilder();
        var blocked = partition.Operations[end.Blocked];
        text.AppendLine($"'{partition.Key}' is not linearizable. No order of its operations gets past this answer:");
        text.AppendLine($"  {Line(partition, end.Blocked)}");
        text.AppendLine($"There it would be: {model.Apply(end.State, blocked.Input).Output}");
        text.AppendLine(
            $"The longest order of what came before has {end.Prefix.Length} of {partition.Operations.Length} operations"
            + $" and leaves: {end.State}");
        if (end.Prefix.Length > Shown)
        {
            text.AppendLine($"  ... {end.Prefix.Length - Shown} before these ...");
        }

        foreach (var operation in end.Prefix.TakeLast(Shown))
        {
            text.AppendLine($"  {Line(partition, operation)}");
        }

        text.AppendLine("Under way when the answer came, and not needed for the order:");
        foreach (var operation in UnderWay(partition, end))
        {
            text.AppendLine($"  {Line(partition, operation)}");
        }

        return text.ToString();
    }

    private static IEnumerable<int> UnderWay<TState, TInput, TOutput>(
        Partition<TInput, TOutput> partition, DeadEnd<TState> end)
        where TInput : notnull
        where TOutput : notnull
    {
        var answered = partition.Operations[end.Blocked].Completion!.Return; // Only a return can be blocked.
        var ordered = end.Prefix.ToHashSet();
        return Enumerable.Range(0, partition.Operations.Length).Where(i =>
            i != end.Blocked && !ordered.Contains(i) && partition.Operations[i].Call <= answered);
    }

    private static string Line<TInput, TOutput>(Partition<TInput, TOutput> partition, int operation)
        where TInput : notnull
        where TOutput : notnull =>
        $"#{partition.Numbers[operation]} {partition.Operations[operation]}";
}
