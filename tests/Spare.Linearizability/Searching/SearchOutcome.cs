using System.Collections.Immutable;

namespace Spare.Linearizability.Searching;

/// <summary>How the search of one partition ended. Operations are meant by their index in the partition.</summary>
internal abstract record SearchOutcome<TState>
{
    private SearchOutcome()
    {
    }

    public sealed record Found(ImmutableArray<int> Order) : SearchOutcome<TState>;

    public sealed record Exhausted(DeadEnd<TState> Farthest) : SearchOutcome<TState>;

    public sealed record GivenUp(string Reason) : SearchOutcome<TState>;
}

/// <summary>An order that nothing can continue.</summary>
/// <param name="Place">That of the blocked operation's return.</param>
/// <param name="State">What the object is after <paramref name="Prefix"/>.</param>
/// <param name="Blocked">The operation that had to come next at the latest, and cannot.</param>
internal sealed record DeadEnd<TState>(int Place, ImmutableArray<int> Prefix, TState State, int Blocked);
