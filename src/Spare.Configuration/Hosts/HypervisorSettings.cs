using System.Collections.Immutable;

namespace Spare.Configuration.Hosts;

/// <summary>The driver that makes this host's replicas, and what it may use.</summary>
public abstract record HypervisorSettings
{
    /// <summary>The replicas' disks and the driver's notes.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The prepared directories that replicas are made from: equal states in different systems.</summary>
    public required ImmutableArray<string> Images { get; init; }

    /// <summary>From starting a replica to a healthy service in it.</summary>
    public required TimeSpan StartDeadline { get; init; }

    /// <summary>
    /// A replica takes so many times as long as the service file expects, and so does its agent: deadlines are as many times
    /// longer. Equal on all hosts.
    /// </summary>
    public int Slowdown { get; init; } = 1;
}
