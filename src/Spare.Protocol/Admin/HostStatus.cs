using System.Collections.Immutable;

namespace Spare.Protocol.Admin;

/// <summary>What one host says about itself and about the hosts that it sees.</summary>
public sealed record HostStatus
{
    public required HostId Host { get; init; }

    public required string Name { get; init; }

    /// <summary>The version of the daemon.</summary>
    public required string Version { get; init; }

    /// <summary>The name of the service that its service file gives.</summary>
    public string Service { get; init; } = "";

    public required ServingState State { get; init; }

    /// <summary>Why it does not serve: one sentence; null while it serves.</summary>
    public string? Reason { get; init; }

    /// <summary>Replica faults that are tolerated (f).</summary>
    public required int Faults { get; init; }

    /// <summary>What the host file calls its mode.</summary>
    public string Mode { get; init; } = ReplicationMode.Spare.Name();

    public Epoch Epoch { get; init; }

    /// <summary>All hosts of the configuration, sorted.</summary>
    public ImmutableArray<MemberStatus> Members { get; init; } = [];

    public required OrderStatus Order { get; init; }

    /// <summary>Where clients reach this host, as URLs.</summary>
    public ImmutableArray<string> FrontEnds { get; init; } = [];

    /// <summary>An operator has it take no requests of clients; its replicas vote all the same.</summary>
    public bool Draining { get; init; }

    /// <summary>An operator has it leave replicas alone that do their work.</summary>
    public bool AutomationPaused { get; init; }

    /// <summary>The replicas of this host, active ones first.</summary>
    public ImmutableArray<ReplicaStatus> Replicas { get; init; } = [];

    public required HostCounters Counters { get; init; }
}
