using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>What an <see cref="OperatorEvent"/> is about, for programs that select events.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OperatorEventKind>))]
public enum OperatorEventKind
{
    /// <summary>The daemon started, began to serve, stopped serving, or ends.</summary>
    Serving,
    MembershipChanged,

    /// <summary>A host is in the group and says nothing: its manager hangs, and requests may wait for it.</summary>
    HostHangs,

    /// <summary>A host that hung is heard again.</summary>
    HostHeard,
    QuorumChanged,

    /// <summary>A host that was away fetches what it missed, or could not.</summary>
    CatchUp,
    GroupLost,

    ReplicaStarted,
    ReplicaPaused,
    ReplicaResumed,
    ReplicaUpdated,
    ReplicaDestroyed,

    /// <summary>A replica, its service or its agent ended, hung, or could not be reached.</summary>
    ReplicaFailed,

    /// <summary>A reply that is no proper HTTP, over the cap, too slow, or came unasked.</summary>
    ReplyRejected,

    /// <summary>A write set that is malformed, over its quota, or does not fit the schema.</summary>
    WriteSetRejected,
    RepliesDiffer,
    WriteSetsDiffer,

    /// <summary>A replica gave no vote before the deadline.</summary>
    VoteMissing,

    /// <summary>More replies were asked for, and passive replicas are woken to give them.</summary>
    HelpAsked,

    /// <summary>A passive replica was woken to decide votes.</summary>
    HelpTaken,

    /// <summary>A woken replica has executed its first request.</summary>
    HelperExecuted,

    /// <summary>A woken replica is not needed any more.</summary>
    HelperPutBack,

    /// <summary>A replica is proven to be faulty, and is destroyed.</summary>
    ReplicaConvicted,

    /// <summary>Another replica executes requests in the place of one that was convicted, ended, undone or recovered from.</summary>
    ReplicaReplaced,

    /// <summary>A replica was late so often that it is replaced.</summary>
    ReplicaSuspected,

    /// <summary>
    /// States of replicas were compared before a base is made or a host recovers: enough of them agree on a state, or not.
    /// </summary>
    StatesCompared,

    /// <summary>A passive replica is not what agreed updates make: it is destroyed, and made again from base and journal.</summary>
    StatesDiffer,

    /// <summary>A passive replica was of an image that votes already: it is made again of another one.</summary>
    PassiveExchanged,

    /// <summary>A host has a passive replica again, or a newer base to make the next one from.</summary>
    PassiveMade,
    BaseMade,

    /// <summary>
    /// An operator paused or resumed what replaces replicas that still do their work, or drained a host of its clients.
    /// </summary>
    Automation,

    /// <summary>A host replaced its active replica by its clean passive one.</summary>
    Recovered,

    /// <summary>A host did not recover, because not enough replicas vouch for what was to take over.</summary>
    RecoveryPutOff,

    /// <summary>A recovery that an operator asked for has waited for the same for a while; the text says for what.</summary>
    RecoveryWaits,

    /// <summary>A request was answered with 503 because the vote could not be decided.</summary>
    Undecided,

    /// <summary>Enough replicas failed at a request: requests like it are refused.</summary>
    RequestQuarantined,

    /// <summary>Requests that were refused are accepted again.</summary>
    QuarantineReleased,

    /// <summary>A commit that no request prompted, a schema change, a large object, a table without a key.</summary>
    UnsupportedService,

    /// <summary>The stamp of a request is too far from this host's clock.</summary>
    ClockSkew,

    /// <summary>Clients name more writes than names are kept: the oldest are forgotten before their time.</summary>
    KeyForgotten,

    /// <summary>The front end refuses because of a bound: connections, bytes, requests.</summary>
    Overload,
    JournalFailed,
    PeerMessageRejected,

    /// <summary>Evidence of replicas that failed could not be kept; nothing else depends on it.</summary>
    EvidenceNotKept,

    /// <summary>An operator had a replica be faulty, or ended that.</summary>
    FaultInjected,

    /// <summary>Events were dropped; the text says how many.</summary>
    EventsDropped,
}
