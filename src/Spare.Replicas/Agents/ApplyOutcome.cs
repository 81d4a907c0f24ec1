using Spare.Protocol;

namespace Spare.Replicas.Agents;

/// <summary>Whether a batch of updates reached the replica's database.</summary>
public abstract record ApplyOutcome
{
    private ApplyOutcome()
    {
    }

    /// <summary>All of it; the number of the last update is in the database.</summary>
    public sealed record Applied(UpdateNumber Last) : ApplyOutcome;

    /// <summary>Some of it may be: the replica is up to date to <paramref name="Last"/> only.</summary>
    public sealed record Refused(UpdateNumber Last, string Reason) : ApplyOutcome;
}
