namespace Spare.Configuration.Service;

/// <summary>What a woken replica's service needs before its first vote, because its caches are older than its database.</summary>
public abstract record OnWaking
{
    private OnWaking()
    {
    }

    /// <summary>The service keeps nothing in memory that the database does not have.</summary>
    public sealed record Nothing : OnWaking;

    /// <summary>All instances are started anew.</summary>
    public sealed record Restart : OnWaking;

    /// <summary>Every instance gets a POST of the path, which drops its caches.</summary>
    public sealed record Request(string Path) : OnWaking;
}
