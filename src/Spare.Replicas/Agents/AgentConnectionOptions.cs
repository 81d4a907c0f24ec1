using Spare.Protocol.Agents.Reports;

namespace Spare.Replicas.Agents;

/// <summary>How long a manager waits for its agent. A deadline that passes closes the connection.</summary>
public sealed record AgentConnectionOptions
{
    /// <summary>Connecting and the greeting.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A command that only marks or reads something; added to the time that a write may take to get quiet.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of a write to its write set.</summary>
    public TimeSpan WriteSet { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One batch of updates.</summary>
    public TimeSpan Apply { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A whole dump.</summary>
    public TimeSpan Dump { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Ending and starting the service until it is healthy.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gives what the agent shall have reported instead; null: what it did report.</summary>
    internal Func<WriteSetCaptured, WriteSetCaptured>? Alter { get; init; }

    /// <summary>Notices that wait to be read; an agent that sends more is cut off.</summary>
    public int NoticesMaximum { get; init; } = 256;
}
