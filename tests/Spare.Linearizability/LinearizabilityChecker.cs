using System.Collections.Immutable;
using Spare.Linearizability.Histories;
using Spare.Linearizability.Searching;

namespace Spare.Linearizability;

/// <summary>
/// Decides whether a history is linearizable (Herlihy and Wing): whether each operation could have taken effect at one
/// moment between its call and its return, in an order that explains every answer. Objects are checked one by one,
/// because a history is linearizable if and only if it is so for each object.
/// </summary>
/// <remarks>
/// J. Wing, C. Gong: Testing and Verifying Concurrent Objects (1993). G. Lowe: Testing for Linearizability (2017).
/// A. Horn, D. Kroening: Faster Linearizability Checking via P-Compositionality (2015).
/// </remarks>
public static class LinearizabilityChecker
{
    public static CheckResult Check<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull =>
        Check(model, history, SearchLimits.Default, TimeProvider.System);

    /// <summary>A violation counts whatever remains unknown of other objects; success takes all of them.</summary>
    public static CheckResult Check<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, History<TInput, TOutput> history, SearchLimits limits, TimeProvider clock)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var start = clock.GetTimestamp();
        var partitions = history.Partitions;
        var orders = ImmutableArray.CreateBuilder<Linearization>();
        var unknown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < partitions.Count; i++)
        {
            var partition = partitions[i];
            var elapsed = clock.GetElapsedTime(start);
            var share = (limits.Time - elapsed) / (partitions.Count - i);
            switch (Search(model, partition, limits.Bytes, part => clock.GetElapsedTime(start) >= elapsed + (part * share)))
            {
                case SearchOutcome<TState>.Exhausted { Farthest: var end }:
                    return new CheckResult.Violated(
                        Linearization(partition, end.Prefix), partition.Numbers[end.Blocked],
                        Explanation.Of(model, partition, end));
                case SearchOutcome<TState>.GivenUp { Reason: var reason }:
                    unknown.Add(partition.Key, reason);
                    break;
                case SearchOutcome<TState>.Found { Order: var order }:
                    orders.Add(Linearization(partition, order));
                    break;
            }
        }

        return unknown.Count > 0
            ? new CheckResult.Unknown([.. unknown.Keys], string.Join(' ', unknown.Values.Distinct()))
            : new CheckResult.Linearizable(orders.ToImmutable());
    }

    /// <summary>
    /// Two pending operations side by side are seldom needed, and trying all heaps of them is what makes a search long: the
    /// first half of the time goes to orders without.
    /// </summary>
    private static SearchOutcome<TState> Search<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, Partition<TInput, TOutput> partition, long bytes, Func<double, bool> isOver)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var likely = new PartitionSearch<TState, TInput, TOutput>(model, partition, guesses: 1, bytes).Run(() => isOver(0.5));
        return likely is SearchOutcome<TState>.Found
            ? likely
            : new PartitionSearch<TState, TInput, TOutput>(
                model, partition, PartitionSearch<TState, TInput, TOutput>.Unbounded, bytes).Run(() => isOver(1));
    }

    private static Linearization Linearization<TInput, TOutput>(
        Partition<TInput, TOutput> partition, ImmutableArray<int> order)
        where TInput : notnull
        where TOutput : notnull =>
        new(partition.Key, [.. order.Select(operation => partition.Numbers[operation])]);
}
