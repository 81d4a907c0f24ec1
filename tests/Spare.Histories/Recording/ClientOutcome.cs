namespace Spare.Histories.Recording;

/// <summary>What a client knows of its request when the waiting is over.</summary>
internal abstract record ClientOutcome<TOutput>
{
    private ClientOutcome()
    {
    }

    public sealed record Answered(TOutput Output) : ClientOutcome<TOutput>;

    /// <summary>It was told that nothing was executed, or that it was undone: as if it had not asked.</summary>
    public sealed record NotExecuted : ClientOutcome<TOutput>;

    public sealed record Unknown : ClientOutcome<TOutput>;
}
