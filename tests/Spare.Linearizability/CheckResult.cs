using System.Collections.Immutable;

namespace Spare.Linearizability;

/// <summary>
/// What a check has found. There are three cases and no yes or no: that a search was given up is not good news.
/// </summary>
public abstract record CheckResult
{
    private CheckResult()
    {
    }

    /// <summary>Every object's operations can be put in an order that explains all answers: in these, for example.</summary>
    public sealed record Linearizable(ImmutableArray<Linearization> Orders) : CheckResult
    {
        public override string ToString() => $"Linearizable: {Orders.Length} objects.";
    }

    /// <summary>No order explains the answers of one object.</summary>
    /// <param name="Prefix">
    /// A longest order of what returned before <paramref name="Blocked"/> and some of what was asked by then.
    /// </param>
    /// <param name="Blocked">
    /// The number of the operation that no order gets past: what returned before it has an order, and together with it has
    /// none, whatever is taken in of what else was asked by then.
    /// </param>
    /// <param name="Explanation">For people; several lines.</param>
    public sealed record Violated(Linearization Prefix, int Blocked, string Explanation) : CheckResult
    {
        public override string ToString() => Explanation;
    }

    /// <summary>No violation was found, but on these objects the search reached a limit.</summary>
    public sealed record Unknown(ImmutableArray<string> Keys, string Reason) : CheckResult
    {
        public override string ToString() => $"Unknown: {Reason} Objects: {string.Join(", ", Keys)}.";
    }
}

/// <summary>An order of operations on one object, by their numbers in the history; pending ones may be left out.</summary>
public sealed record Linearization(string Key, ImmutableArray<int> Numbers);
