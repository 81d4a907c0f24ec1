using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;

namespace Spare.Replication;

/// <summary>Everything that can happen to a replica manager. The set is closed.</summary>
public abstract record ManagerEvent
{
    private ManagerEvent()
    {
    }

    /// <summary>The first event, once.</summary>
    public sealed record Started : ManagerEvent;

    /// <summary>A client's request is complete and in canonical form; the front end waits for an answer to the id.</summary>
    public sealed record RequestArrived(RequestId Id, RouteNumber Route, Seed Seed, ReadOnlyMemory<byte> Request)
        : ManagerEvent
    {
        /// <summary>What its client calls it by; means nothing for reads.</summary>
        public IdempotencyKey? Key { get; init; }
    }

    /// <summary>An ordered message, from the manager of that host.</summary>
    public sealed record Delivered(HostId Sender, GroupMessage Message) : ManagerEvent;

    /// <summary>A point-to-point vote, from the manager of that host.</summary>
    public sealed record VoteReceived(HostId Sender, ReadVoted Message) : ManagerEvent;

    /// <summary>The hosts whose managers are in the group from here on.</summary>
    public sealed record MembershipChanged(ImmutableArray<HostId> Members) : ManagerEvent
    {
        /// <summary>Hosts whose manager left, also when another one is there instead.</summary>
        public ImmutableArray<HostId> Left { get; init; } = [];

        /// <summary>Those of them that left together with their host.</summary>
        public ImmutableArray<HostId> Down { get; init; } = [];

        /// <summary>The group daemon of this host ran all the time of late: it was not given up for standing still.</summary>
        public bool GroupRan { get; init; }
    }

    /// <summary>Whether this side has the quorum, in the ring of these hosts.</summary>
    public sealed record QuorumChanged(bool Quorate, ImmutableArray<HostId> Ring) : ManagerEvent;

    /// <summary>The connection to the group broke: messages may have been missed.</summary>
    public sealed record GroupLost(string Reason) : ManagerEvent;

    /// <summary>
    /// The local replica executed a write, and its database is quiet; Executed follows when it is known what was
    /// written. Does not come for a write that failed.
    /// </summary>
    public sealed record WriteEnded(ReplicaId Replica, SequenceNumber Sequence) : ManagerEvent;

    /// <summary>The local replica is done with a request.</summary>
    public sealed record Executed(ReplicaId Replica, SequenceNumber Sequence, ExecutionResult Result) : ManagerEvent;

    /// <summary>The record of this position, and all before it, are on stable storage.</summary>
    public sealed record Journaled(SequenceNumber Sequence) : ManagerEvent;

    /// <summary>The epoch is on stable storage.</summary>
    public sealed record EpochRecorded(Epoch Epoch) : ManagerEvent;

    /// <summary>Base and journal of this host have everything that those of the donor had.</summary>
    /// <param name="Kept">The replies that are kept under keys, at that place.</param>
    public sealed record CaughtUp(JournalEnd End, ImmutableArray<KeptReply> Kept) : ManagerEvent;

    /// <summary>Not everything came.</summary>
    /// <param name="End">How far base and journal go now; null: they are damaged.</param>
    /// <param name="Kept">The replies that are kept under keys, at that place.</param>
    public sealed record CatchUpFailed(JournalEnd? End, ImmutableArray<KeptReply> Kept, string Reason) : ManagerEvent;

    /// <summary>The journal's disk failed; nothing can be acknowledged any more.</summary>
    public sealed record JournalFailed(string Reason) : ManagerEvent;

    /// <summary>A local replica was started, has the updates that it was started with, and takes requests.</summary>
    public sealed record ReplicaReady(ReplicaId Replica) : ManagerEvent;

    /// <summary>A local replica ended by itself, or could not be started.</summary>
    public sealed record ReplicaLost(ReplicaId Replica, string Reason) : ManagerEvent;

    /// <summary>There is a passive replica again, paused and clean, with every update up to this number.</summary>
    public sealed record PassiveMade(UpdateNumber Number) : ManagerEvent;

    public sealed record PassiveNotMade(string Reason) : ManagerEvent;

    /// <summary>The passive replica ended by itself.</summary>
    public sealed record PassiveLost(string Reason) : ManagerEvent
    {
        /// <summary>Its id until it was to be woken; null: nobody knows.</summary>
        public ReplicaId? Replica { get; init; }
    }

    /// <summary>So many updates were agreed since the base was made that a new one is wanted. May be said again.</summary>
    public sealed record BaseOld : ManagerEvent;

    /// <summary>The base holds every update up to this number: the journal before it is not needed any more.</summary>
    public sealed record BaseMade(UpdateNumber Number) : ManagerEvent;

    /// <summary>The copy that was to become the base did not: the old base stays.</summary>
    public sealed record BaseNotMade(string Reason) : ManagerEvent;

    /// <summary>What the database of a local replica that executes requests was when it noted its state.</summary>
    public sealed record StateDigested(ReplicaId Replica, CheckNumber Check, Digest State) : ManagerEvent;

    public sealed record StateNotDigested(ReplicaId Replica, CheckNumber Check, string Reason) : ManagerEvent;

    /// <summary>What the database of the passive replica is; if that was wanted, there is a copy of the replica now.</summary>
    public sealed record PassiveChecked(CheckNumber Check, Digest State) : ManagerEvent;

    public sealed record PassiveNotChecked(CheckNumber Check, string Reason) : ManagerEvent;

    /// <summary>The local passive replica has every update up to this number and is paused again.</summary>
    public sealed record PassiveUpdated(UpdateNumber Number) : ManagerEvent;

    public sealed record PassiveUpdateFailed(string Reason) : ManagerEvent;

    /// <summary>The operator wants the passive replica brought up to date now.</summary>
    public sealed record FlushAsked(ulong Ticket) : ManagerEvent;

    /// <summary>The operator wants the active replica replaced by the clean passive one now (SPARE 4.2).</summary>
    public sealed record RecoveryAsked(ulong Ticket) : ManagerEvent;

    /// <summary>The operator wants the clean passive replica to execute requests, until it is put back.</summary>
    public sealed record ActivationAsked(ulong Ticket) : ManagerEvent;

    /// <summary>The operator wants a replica of this host put back that executes requests.</summary>
    public sealed record PassivationAsked(ulong Ticket, ReplicaId Replica) : ManagerEvent;

    /// <summary>The operator wants requests of that likeness accepted again.</summary>
    public sealed record ReleaseAsked(ulong Ticket, Digest Likeness) : ManagerEvent;

    /// <summary>The operator wants this host to go on without those that are missing.</summary>
    public sealed record BootstrapAsked(ulong Ticket) : ManagerEvent
    {
        /// <summary>The operator only wants to know what that would mean.</summary>
        public bool DryRun { get; init; }
    }


    /// <summary>The operator wants replicas that do their work replaced by schedule and suspicion, or left alone.</summary>
    public sealed record AutomationAsked(ulong Ticket, bool Pause) : ManagerEvent;

    /// <summary>Somebody wants to know how things stand.</summary>
    public sealed record StateAsked(ulong Ticket) : ManagerEvent;

    public sealed record DeadlinePassed(DeadlineKey Key) : ManagerEvent;
}

/// <summary>The timers of a replica manager.</summary>
public enum DeadlineKey
{
    /// <summary>Look for requests and updates that have waited too long; comes back at a fixed pace.</summary>
    Sweep = 1,
}
