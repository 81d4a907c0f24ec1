using Spare.Linearizability.Histories;

namespace Spare.Linearizability.Tests.Generated;

/// <summary>
/// The definition of linearizability and nothing else, to judge the checker by: tries every order of the operations on
/// one object that must have taken effect, with every choice of those that may have.
/// </summary>
internal static class Permutations
{
    public static bool Explain<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, IEnumerable<Operation<TInput, TOutput>> must,
        IReadOnlyList<Operation<TInput, TOutput>> may)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull =>
        Enumerable.Range(0, 1 << may.Count).Any(choice =>
            AnyOrder([.. must, .. may.Where((_, i) => (choice & (1 << i)) != 0)], 0, order => Explains(model, order)));

    /// <summary>Whether an order keeps to time, and every answer is what the model gives in that order.</summary>
    public static bool Explains<TState, TInput, TOutput>(
        IModel<TState, TInput, TOutput> model, IReadOnlyList<Operation<TInput, TOutput>> order)
        where TState : IEquatable<TState>
        where TInput : notnull
        where TOutput : notnull
    {
        var state = order.Count > 0 ? model.InitialOf(order[0].Key) : default;
        for (var i = 0; i < order.Count; i++)
        {
            (state, var output) = model.Apply(state!, order[i].Input); // Initial when there is an operation.
            var isAnswered = order[i].Completion is not { } completion || completion.Output.Equals(output);
            if (!isAnswered || order.Skip(i + 1).Any(later => later.Completion?.Return < order[i].Call))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AnyOrder<T>(T[] items, int ordered, Func<T[], bool> holds)
    {
        if (ordered == items.Length)
        {
            return holds(items);
        }

        for (var i = ordered; i < items.Length; i++)
        {
            (items[ordered], items[i]) = (items[i], items[ordered]);
            if (AnyOrder(items, ordered + 1, holds))
            {
                return true;
            }

            (items[ordered], items[i]) = (items[i], items[ordered]);
        }

        return false;
    }
}
