using System.Collections.Immutable;
using Spare.Linearizability.Histories;

namespace Spare.Linearizability;

/// <summary>
/// Cuts a history that is not linearizable down to what a person has to read: one object, up to the first answer that no
/// order explains, without the operations that changed nothing and are not needed to show it.
/// </summary>
/// <remarks>
/// Only what keeps a linearizable history linearizable is left out. A write is never: what was read of it would look like
/// a violation of its own.
/// </remarks>
public static class SmallestViolation
{
    /// <summary>For each of the many checks; one that is given up leaves in what it was to leave out.</summary>
    private static readonly SearchLimits Limits = new(TimeSpan.FromSeconds(1), 1L << 28);

    /// <param name="key">Of an object whose operations are not linearizable.</param>
    /// <param name="changedNothing">Whether an operation that was answered left its object as it was.</param>
    public static History<TInput, TOutput> Of<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history, string key,
        Func<TInput, TOutput, bool> changedNothing)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var all = history.Partitions.Single(partition => partition.Key == key).Operations;
        var left = UpToTheFirst(model, all);
        foreach (var operation in left.Where(operation =>
            operation.Completion is { } completion && changedNothing(operation.Input, completion.Output)))
        {
            var without = left.Remove(operation);
            left = IsViolated(model, without) ? without : left;
        }

        return new History<TInput, TOutput>(left);
    }

    /// <summary>What had happened when some answer came shows a violation if and only if it does so ever after.</summary>
    private static ImmutableArray<Operation<TInput, TOutput>> UpToTheFirst<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, ImmutableArray<Operation<TInput, TOutput>> all)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        long[] answers = [.. all.Where(operation => operation.Completion is not null)
            .Select(operation => operation.Completion!.Return).Order()]; // Asked just before.
        var (least, most) = (0, answers.Length - 1);
        while (least < most)
        {
            var middle = (least + most) / 2;
            (least, most) = IsViolated(model, UpTo(all, answers[middle])) ? (least, middle) : (middle + 1, most);
        }

        return UpTo(all, answers[least]);
    }

    private static ImmutableArray<Operation<TInput, TOutput>> UpTo<TInput, TOutput>(
        ImmutableArray<Operation<TInput, TOutput>> all, long end)
        where TInput : notnull
        where TOutput : notnull =>
    [
        .. all.Where(operation => operation.Call <= end).OrderBy(operation => operation.Call)
            .Select(operation => operation.Completion?.Return > end ? operation with { Completion = null } : operation),
    ];

    private static bool IsViolated<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, ImmutableArray<Operation<TInput, TOutput>> operations)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull =>
        LinearizabilityChecker.Check(model, new History<TInput, TOutput>(operations), Limits, TimeProvider.System)
            is CheckResult.Violated;
}
