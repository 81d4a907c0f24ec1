using Spare.Protocol;

namespace Spare.Replication.StateChecks;

/// <summary>One check of states, as all managers know it from the order, and what this host found out itself.</summary>
/// <param name="host">Who began it.</param>
/// <param name="position">The states are those after everything up to here.</param>
internal sealed class StateCheck(
    CheckNumber number, HostId host, SequenceNumber position, Instant begun, FaultThreshold threshold)
{
    private readonly SortedDictionary<ReplicaId, Digest> own = [];

    public CheckNumber Number => number;

    public HostId Host => host;

    public SequenceNumber Position => position;

    public Instant Begun => begun;

    public StateBallot Ballot { get; } = new(threshold);

    /// <summary>It is not decided, and digests are waited for.</summary>
    public bool IsOpen => Agreed is null && !HasEnded;

    /// <summary>Digests were waited for long enough.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The state that was agreed on.</summary>
    public Digest? Agreed { get; set; }

    /// <summary>What this host's replicas that execute requests said.</summary>
    public IReadOnlyDictionary<ReplicaId, Digest> Own => own;

    /// <summary>What the passive replica of this host was, and the id that it will have or had when it was woken.</summary>
    public (ReplicaId Replica, Digest State)? OwnPassive { get; set; }

    /// <summary>The passive replica of this host was copied in that state: a base was wanted.</summary>
    public bool Copies { get; set; }

    public void Found(ReplicaId replica, Digest state) => own.TryAdd(replica, state);
}
