using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication;

/// <summary>How a replica manager stands at one moment, for operators.</summary>
/// <param name="Reason">Why it does not serve; empty when it does.</param>
/// <param name="ServingHosts">The hosts whose replicas vote; none while this host does not serve.</param>
/// <param name="FirstUnsettled">The lowest write without a verdict.</param>
/// <param name="InFlight">Requests of this host's clients that wait for an answer.</param>
public sealed record ManagerState(
    bool Serving,
    string Reason,
    Epoch Epoch,
    ImmutableArray<HostId> Members,
    ImmutableArray<HostId> ServingHosts,
    SequenceNumber Position,
    SequenceNumber? FirstUnsettled,
    UpdateNumber LastUpdate,
    UpdateNumber PassiveUpdate,
    int Buffered,
    int InFlight,
    ReplicaId Active,
    bool ActiveReady)
{
    /// <summary>What clients are refused because replicas failed at it.</summary>
    public ImmutableArray<QuarantineEntry> Quarantined { get; init; } = [];

    /// <summary>An operator has replicas left alone that do their work.</summary>
    public bool AutomationPaused { get; init; }

    /// <summary>How often replicas of this host were late of late; none that were not.</summary>
    public ImmutableArray<Suspicion> Suspected { get; init; } = [];

    /// <param name="held">Why it does not serve; null when it does.</param>
    internal static ManagerState Of(RequestPath path, ServingSet serving, string? held) => new(
        held is null,
        held ?? string.Empty,
        path.Epoch,
        serving.Members,
        held is null ? serving.Hosts : [],
        path.Sequencer.Position,
        path.FirstUnsettled,
        path.LastUpdate,
        path.Successions.Passive.Number,
        path.Buffer.Count,
        path.Clients.Count,
        path.Running.Active.Id,
        path.Running.Active.Condition == ReplicaCondition.Running);
}
