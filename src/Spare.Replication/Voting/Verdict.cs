using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>What the votes on a request amount to.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Votes are missing and can still decide.</summary>
    public static Verdict Undecided { get; } = new Open();

    /// <summary>Whatever the missing votes say, the active replicas alone cannot decide (SPARE 4.1.2).</summary>
    public static Verdict Disagreed { get; } = new Split();

    /// <summary>Enough equal votes: at least one comes from a correct replica.</summary>
    public sealed record Agreed(Vote Vote) : Verdict;

    private sealed record Open : Verdict;

    private sealed record Split : Verdict;
}
