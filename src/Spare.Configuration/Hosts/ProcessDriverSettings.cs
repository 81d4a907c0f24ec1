using System.Collections.Immutable;
using System.Net;

namespace Spare.Configuration.Hosts;

/// <summary>The driver that runs a replica as a group of processes.</summary>
public sealed record ProcessDriverSettings : HypervisorSettings
{
    /// <summary>The command that starts the agent, without its arguments.</summary>
    public required ImmutableArray<string> Agent { get; init; }

    /// <summary>From which every replica's private link gets two addresses.</summary>
    public required IPNetwork Addresses { get; init; }

    /// <summary>Unprivileged user ids, one for each replica.</summary>
    public required UserRange Users { get; init; }
}

/// <summary>User ids from the first to the last, both included.</summary>
public readonly record struct UserRange(uint First, uint Last);
