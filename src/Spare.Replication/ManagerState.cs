using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication;

/// <summary>How a replica manager stands at one moment, for operators.</summary>
/// <param name="Reason">Why it does not serve; empty when it does.</param>
/// <param name="FirstUnsettled">The lowest write without a verdict.</param>
/// <param name="InFlight">Requests of this host's clients that wait for an answer.</param>
public sealed record ManagerState(
    bool Serving,
    string Reason,
    Epoch Epoch,
    ImmutableArray<HostId> Members,
    SequenceNumber Position,
    SequenceNumber? FirstUnsettled,
    UpdateNumber LastUpdate,
    UpdateNumber PassiveUpdate,
    int Buffered,
    int InFlight,
    ReplicaId Active,
    bool ActiveReady);
