using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;

namespace Spare.Replication.Requests;

/// <summary>A request between its delivery and the moment when this manager needs it no more.</summary>
internal sealed class PendingRequest(OrderedRequest ordered, Instant delivered, RoutePatience patience)
{
    public const int LossesMaximum = 2;

    private readonly List<(ReplicaId Replica, ExecutionResult? Result)> executions = new(1);
    private readonly List<ReplicaId> spared = new(0);
    private Instant turn = delivered;
    private Instant started = delivered;
    private Instant? firstVote;
    private ReadOnlyMemory<byte> sharedReply;
    private ReadOnlyMemory<byte> sharedWriteSet;

    public OrderedRequest Ordered => ordered;

    public SequenceNumber Sequence => ordered.Sequence;

    public bool IsRead => ordered.Class == RouteClass.Read;

    /// <summary>
    /// Its entry manager alone decides it, from votes sent to it: a declared read, and any request where there are no passive
    /// replicas. Others are decided by all managers, from ordered votes.
    /// </summary>
    public required bool IsDecidedAtEntry { get; init; }

    /// <summary>A client of this host waits for the answer.</summary>
    public bool ClientWaits { get; set; }

    /// <summary>The agreed vote, once there is one.</summary>
    public Vote? Decided { get; set; }

    /// <summary>Answered, refused or settled: only replicas of this host that lag behind still need it.</summary>
    public bool Ended { get; set; }

    /// <summary>Its votes did not come in time.</summary>
    public bool WasLate { get; set; }

    /// <summary>
    /// Hosts are gone that had it. One of them may have answered it, so it is never voided for want of votes.
    /// </summary>
    public bool IsInherited { get; set; }

    /// <summary>Its write set is in the update buffer, or it has none.</summary>
    public bool IsRecorded { get; set; } = true;

    /// <summary>Local replicas that ended while they executed it and nothing else; one more if some ended at others too.</summary>
    public int Losses { get; private set; }

    /// <summary>
    /// So many replicas ended at it that it is not given to another one. Each that is spared stands for
    /// <see cref="LossesMaximum"/> that ended: two votes that the service died of it are never one and the same observation.
    /// </summary>
    /// <param name="faults">How many replicas may be faulty at a time.</param>
    public bool IsDeadly(int faults) => Losses >= LossesMaximum * (spared.Count + 1) && !WasSurvived(Math.Min(faults, 2));

    /// <summary>
    /// So many replicas of this host that are there answered it alike: those that ended at it may each have had a fault of its
    /// own, one after the other. A host that is alone could never decide it if its later replicas were not given it, and what is
    /// said in their place would convict one that was right, together with a lie.
    /// </summary>
    private bool WasSurvived(int replicas) => executions.Where(execution => execution.Result is { Vote.Outcome: Outcome.Replied })
        .GroupBy(execution => execution.Result!.Vote).Any(alike => alike.Count() >= replicas);

    /// <summary>It was not given to that replica, because it is deadly.</summary>
    public bool IsSpared(ReplicaId replica) => spared.Contains(replica);

    /// <summary>How long a replica may take to answer it, as things are now.</summary>
    public TimeSpan Deadline => patience.Deadline;

    /// <summary>No local replica has it in line or executes it.</summary>
    public bool IsExecuted => !executions.Exists(execution => execution.Result is null);

    /// <summary>What local replicas made of it.</summary>
    public IEnumerable<(ReplicaId Replica, ExecutionResult Result)> Results =>
        executions.Where(execution => execution.Result is not null).Select(execution => (execution.Replica, execution.Result!));

    /// <summary>
    /// A local replica ended while it executed this. Where it executed others as well, it is not known which of them it was:
    /// however many replicas end like that, the request is suspicious, and no more.
    /// </summary>
    public void Lose(bool alone) => Losses = alone ? Losses + 1 : Math.Max(Losses, 1);

    /// <summary>A local replica is going to execute it.</summary>
    public void BeginAt(ReplicaId replica) => executions.Add((replica, null));

    /// <summary>That replica is not given it, and votes that the service died of it.</summary>
    public void Spare(ReplicaId replica, ExecutionResult died)
    {
        spared.Add(replica);
        Finish(replica, died);
    }

    /// <summary>A local replica is given it now.</summary>
    public void Start(Instant now) => started = now;

    /// <summary>A local replica is done with it.</summary>
    public void Finish(ReplicaId replica, ExecutionResult result, Instant now)
    {
        if (result.Vote.Outcome == Outcome.Replied)
        {
            patience.Executed(now - started);
        }

        Finish(replica, result);
    }

    private void Finish(ReplicaId replica, ExecutionResult result)
    {
        var index = executions.FindIndex(execution => execution.Replica == replica);
        Invariant.Holds(index >= 0);
        executions[index] = (replica, result);
    }

    /// <summary>That replica will not execute it, and what it said of it is forgotten.</summary>
    public void Leave(ReplicaId replica)
    {
        spared.Remove(replica);
        executions.RemoveAll(execution => execution.Replica == replica);
    }

    /// <summary>That replica has it in line or executes it.</summary>
    public bool IsOpenAt(ReplicaId replica) =>
        executions.Exists(execution => execution.Replica == replica && execution.Result is null);

    public ExecutionResult? ResultOf(ReplicaId replica) =>
        executions.Find(execution => execution.Replica == replica).Result;

    /// <summary>The write set that goes with the vote; null while this host does not have it.</summary>
    public ReadOnlyMemory<byte>? WriteSetOf(Vote vote) =>
        vote.WroteNothing
            ? ReadOnlyMemory<byte>.Empty
            : WhatIsThere(executions.Find(done => done.Result?.Vote == vote).Result?.WriteSet ?? sharedWriteSet);

    /// <summary>The reply that goes with the vote; null while this host does not have it.</summary>
    public ReadOnlyMemory<byte>? ReplyOf(Vote vote) =>
        vote.Outcome != Outcome.Replied
            ? ReadOnlyMemory<byte>.Empty
            : WhatIsThere(executions.Find(done => done.Result is { Reply.IsEmpty: false } result && result.Vote == vote)
                .Result?.Reply ?? sharedReply);

    /// <summary>Its client named it, and it ended in a way that is remembered.</summary>
    public bool IsKept(Vote vote) => ordered.Key is not null && (vote.Outcome == Outcome.Replied || !vote.WroteNothing);

    /// <summary>Takes what another host shared, if it is what was agreed.</summary>
    public void Take(ReadOnlyMemory<byte> content)
    {
        var digest = Digest.Of(content.Span);
        if (digest == Decided?.Reply)
        {
            sharedReply = content;
        }

        if (digest == Decided?.WriteSet)
        {
            sharedWriteSet = content;
        }
    }

    public void VoteCame(Instant now) => firstVote ??= now;

    /// <summary>The votes that came by themselves are enough.</summary>
    public void VotesAgreed(Instant now)
    {
        if (firstVote is { } first)
        {
            patience.Agreed(now - Instant.Max(first, turn));
        }
    }

    /// <summary>It waits for something that is not its own doing: its time begins now.</summary>
    public void Excuse(Instant now) => turn = now;

    /// <summary>It will be executed again: nothing that was said of it counts.</summary>
    public void Forget()
    {
        Decided = null;
        firstVote = null;
    }

    /// <summary>
    /// From the first vote on the others have one deadline left (SPARE 4.1.3); without any vote three are allowed
    /// since its turn came.
    /// </summary>
    public bool IsOverdue(Instant now) => firstVote is { } first
        ? now - Instant.Max(first, turn) > Deadline
        : now - turn > 3 * Deadline;

    private static ReadOnlyMemory<byte>? WhatIsThere(ReadOnlyMemory<byte> content) =>
        content.IsEmpty ? new ReadOnlyMemory<byte>?() : content;
}
