namespace Spare.Replicas.Agents;

/// <summary>How the end of a write went.</summary>
public abstract record WriteEnd
{
    private WriteEnd()
    {
    }

    /// <summary>
    /// The database was quiet and the next write, when one was named, has begun. The write set comes a little later;
    /// its task fails with <see cref="AgentException"/> when the connection closes first.
    /// </summary>
    public sealed record Quiet(Task<CapturedWriteSet> WriteSet) : WriteEnd;

    /// <summary>Transactions were still open at the deadline: a timing violation. No next write has begun.</summary>
    public sealed record NotQuiet(string Detail) : WriteEnd;
}
