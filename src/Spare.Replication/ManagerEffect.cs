using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Repeats;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication;

/// <summary>Everything that a replica manager can want done. The shell does it in the order of the list.</summary>
public abstract record ManagerEffect
{
    private ManagerEffect()
    {
    }

    public sealed record Multicast(GroupMessage Message) : ManagerEffect;

    public sealed record SendVote(HostId Receiver, ReadVoted Message) : ManagerEffect;

    /// <summary>
    /// Have the local active replica execute the request; ends with Executed. A write may have to wait for the one before
    /// it, which was wanted earlier and has not ended.
    /// </summary>
    /// <param name="Deadline">How long it may take from its turn on; then its outcome is that it timed out.</param>
    /// <param name="KeepReply">Whether the whole reply is wanted, or its digest is enough.</param>
    public sealed record Execute(ReplicaId Replica, OrderedRequest Request, TimeSpan Deadline, bool KeepReply)
        : ManagerEffect;

    /// <summary>Make request and update durable; ends with Journaled or JournalFailed.</summary>
    /// <param name="Time">The agreed time of the update's position.</param>
    /// <param name="Chain">The digest of all verdicts, that on the update included.</param>
    public sealed record AppendToJournal(AgreedUpdate Update, ReadOnlyMemory<byte> Request, Instant Time, Digest Chain)
        : ManagerEffect
    {
        /// <summary>The reply, if the client named the request.</summary>
        public KeptReply? Kept { get; init; }
    }

    /// <summary>Keep on the disk that this host serves in the epoch, and with whom; ends with EpochRecorded or JournalFailed.</summary>
    public sealed record RecordEpoch(ServingEpoch Epoch) : ManagerEffect;

    /// <summary>Every passive replica of this host has the updates up to here: older records are not needed.</summary>
    public sealed record TruncateJournal(UpdateNumber Number) : ManagerEffect;

    /// <summary>The agreed reply, in canonical form.</summary>
    public sealed record Answer(RequestId Id, SequenceNumber Sequence, Instant Time, ReadOnlyMemory<byte> Reply)
        : ManagerEffect;

    public sealed record Refuse(RequestId Id, Refusal Refusal) : ManagerEffect;

    /// <summary>Resume, update and pause the local passive replica; ends with PassiveUpdated or PassiveUpdateFailed.</summary>
    public sealed record UpdatePassive(ImmutableArray<AgreedUpdate> Updates) : ManagerEffect;

    /// <summary>
    /// Wake the passive replica, bring it up to date with these updates, and let it execute requests under this id
    /// (SPARE 4.1.1); from then on there is no passive replica. Ends with ReplicaReady or ReplicaLost.
    /// </summary>
    public sealed record StartReplica(ReplicaId Replica, ImmutableArray<AgreedUpdate> Updates) : ManagerEffect;

    /// <summary>Destroy a replica that executes requests. It must not answer any more; nobody waits for its end.</summary>
    public sealed record EndReplica(ReplicaId Replica) : ManagerEffect;

    /// <summary>
    /// Make a new passive replica from the base and the journal, with at least these updates (the S' of SPARE 4.2);
    /// ends with PassiveMade or PassiveNotMade.
    /// </summary>
    /// <param name="Image">What it is to be of, where there are several.</param>
    public sealed record MakePassive(UpdateNumber AtLeast, ImageNumber Image) : ManagerEffect;

    /// <summary>Destroy the passive replica: the next one is to be made instead. Ends with no event.</summary>
    public sealed record DiscardPassive : ManagerEffect;

    /// <summary>
    /// Have a replica that executes requests note its state, after all writes that it was given before and ahead of those
    /// that it is given later, and digest it beside its work; ends with StateDigested or StateNotDigested.
    /// </summary>
    public sealed record NoteState(ReplicaId Replica, CheckNumber Check) : ManagerEffect;

    /// <summary>
    /// Digest the state of the passive replica, unless it is woken meanwhile; ends with PassiveChecked or PassiveNotChecked.
    /// </summary>
    /// <param name="Number">The last update that it is to have.</param>
    /// <param name="Copy">Whether it is to be copied in that state: the copy may become the base.</param>
    public sealed record CheckPassive(CheckNumber Check, UpdateNumber Number, bool Copy) : ManagerEffect;

    /// <summary>The copy that was made at that check becomes the base; ends with BaseMade or BaseNotMade.</summary>
    public sealed record TakeCopy(CheckNumber Check) : ManagerEffect;

    /// <summary>Destroy the copy that was made at that check, if there is one. Ends with no event.</summary>
    public sealed record DropCopy(CheckNumber Check) : ManagerEffect;

    /// <summary>
    /// Fetch what base and journal of this host lack from that host; ends with CaughtUp or CatchUpFailed. Nothing is appended
    /// to the journal meanwhile.
    /// </summary>
    public sealed record CatchUp(HostId Donor) : ManagerEffect;

    /// <summary>End this manager with all its replicas, after all effects before, and start it again.</summary>
    public sealed record StartAgain(string Reason) : ManagerEffect;

    public sealed record FlushDone(ulong Ticket, UpdateNumber Number) : ManagerEffect;

    /// <summary>A recovery that was asked for is over, or cannot be.</summary>
    /// <param name="Refusal">Why it did not happen; null: another replica is active now.</param>
    public sealed record RecoveryDone(ulong Ticket, ReplicaId Active, string? Refusal) : ManagerEffect;

    /// <summary>A replica was activated or put back because an operator asked for it, or cannot be.</summary>
    /// <param name="Replica">The one that was woken; after one was put back, the active one.</param>
    /// <param name="Refusal">Why nothing changed; null: it did.</param>
    public sealed record ActivationDone(ulong Ticket, ReplicaId Replica, string? Refusal) : ManagerEffect;

    /// <summary>
    /// Keep what is known of a request at which replicas failed; ends with no event, and nothing depends on it.
    /// </summary>
    public sealed record KeepEvidence(EvidenceCase Case) : ManagerEffect;

    /// <summary>An operator asked that this host go on without those that are missing.</summary>
    /// <param name="Refusal">Why it does not; null: it said so, and goes on as soon as those that are there have spoken.</param>
    public sealed record BootstrapDone(ulong Ticket, string? Refusal) : ManagerEffect
    {
        /// <summary>What it goes on with; null: with nothing, because it does not.</summary>
        public BootstrapGround? Ground { get; init; }
    }


    /// <summary>Automation is as the operator wanted it.</summary>
    public sealed record AutomationDone(ulong Ticket, bool Paused) : ManagerEffect;

    public sealed record TellState(ulong Ticket, ManagerState State) : ManagerEffect;

    /// <summary>A release from quarantine that was asked for is over, or cannot be.</summary>
    /// <param name="Refusal">Why nothing was released; null: it was.</param>
    public sealed record ReleaseDone(ulong Ticket, string? Refusal) : ManagerEffect;

    public sealed record SetDeadline(DeadlineKey Key, Instant At) : ManagerEffect;

    /// <summary>Something that an operator should know of.</summary>
    public sealed record Report(ManagerReport Event) : ManagerEffect;
}
