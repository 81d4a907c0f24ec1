using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Release;
using Spare.Replication.Serving;
using Spare.Replication.Updates;
using Spare.Replication.Voting;

namespace Spare.Replication.Requests;

/// <summary>
/// The way of a request through this manager (SPARE 2.3 and 3.2): delivered, numbered, executed here, voted on,
/// settled, answered; or voided.
/// </summary>
/// <remarks>
/// Reads are decided by their entry manager alone, from votes sent to it. Writes are decided by every manager, from
/// ordered votes, one after the other. A write whose votes differ, or do not come, is voided: the active replicas of
/// all hosts are replaced by ones made from the agreed updates, as if the write had never been, and what came after
/// it is executed again. Nothing after it has left for a client, because replies wait for all lower writes.
/// </remarks>
internal sealed class RequestPath(ReplicationOptions options, Outbox outbox)
{
    /// <summary>Ballots for reads that were answered elsewhere before they were delivered here.</summary>
    private const int EarlyVotesMaximum = 4_096;

    private readonly RequestWindow window = new();
    private readonly SortedSet<ulong> inFlight = [];
    private readonly SortedSet<SequenceNumber> decided = [];
    private readonly ReplyVoter replies = new(options.Threshold, EarlyVotesMaximum);
    private readonly UpdateVoter updates = new(options.Threshold);
    private readonly ReleaseRule release = new(options.Hosts);
    private readonly Generations generations = new(options.Hosts);
    private readonly ExecutionSchedule schedule = new(options.ConcurrentReads);
    private Instant firstUnsettledTurn;
    private Instant voidProposed;
    private Instant stampReported;

    public Sequencer Sequencer { get; } = new();

    public UpdateBuffer Buffer { get; } = new(options.Updates);

    /// <summary>The local replica that executes requests, or that is being made.</summary>
    public ReplicaId Active { get; private set; } = new(options.Self, 1);

    /// <summary>The local active replica is there.</summary>
    public bool Ready => schedule.Open;

    public Epoch Epoch { get; private set; }

    public int InFlight => inFlight.Count;

    public SequenceNumber? FirstUnsettled => updates.First;

    /// <summary>A client's request is on its way into the order.</summary>
    public void Propose(ManagerEvent.RequestArrived request)
    {
        inFlight.Add(request.Id.Number);
        outbox.Add(new ManagerEffect.Multicast(
            new RequestProposed(request.Id, request.Route, outbox.Now, request.Seed, request.Request)));
    }

    public void Refuse(RequestId id, RefusalReason reason, string detail)
    {
        inFlight.Remove(id.Number);
        outbox.Add(new ManagerEffect.Refuse(id, new Refusal(reason, detail)));
    }

    /// <summary>The request has its place in the order.</summary>
    public void Deliver(HostId sender, RequestProposed message)
    {
        var sequence = Sequencer.Number(message);
        CheckStamp(sender, message);
        var ordered = new OrderedRequest(
            sequence, message.Id, message.Route, options.Terms(message.Route).Class, Sequencer.Time, message.Seed,
            message.Request);
        var pending = new PendingRequest(ordered, IsWaitedFor(message.Id), outbox.Now);
        window.Add(pending);
        release.Holds(options.Self, sequence);
        release.Holds(sender, sequence);
        schedule.Enqueue(ordered);
        if (!pending.IsRead)
        {
            updates.Begin(sequence);
            firstUnsettledTurn = updates.First == sequence ? outbox.Now : firstUnsettledTurn;
        }
        else if (pending.ClientWaits)
        {
            replies.Begin(sequence);
            Judge(pending);
        }
    }

    /// <summary>Whether a client of this manager, in this life of it, waits for that request.</summary>
    public bool IsWaitedFor(RequestId id) =>
        id.Entry == options.Self && id.Incarnation == options.Incarnation && inFlight.Contains(id.Number);

    public void Executed(ManagerEvent.Executed execution)
    {
        if (execution.Replica != Active || !schedule.Complete(execution.Sequence))
        {
            return; // A replica that was replaced meanwhile.
        }

        if (window.Find(execution.Sequence) is not { } pending)
        {
            return; // A read that was refused meanwhile.
        }

        pending.Result = execution.Result;
        if (execution.Result.Vote.Outcome != Outcome.Replied)
        {
            outbox.Report(
                ReportKind.ReplicaMisbehaved, $"{execution.Result.Vote.Outcome}: {execution.Result.Detail}",
                execution.Replica, execution.Sequence);
        }

        Vote(pending, execution.Result.Vote);
    }

    public void Deliver(HostId sender, WriteVoted message)
    {
        if (message.Epoch != Epoch || message.Replica.Host != sender
            || !generations.Counts(message.Replica, message.Sequence))
        {
            return;
        }

        release.Holds(sender, message.Sequence);
        if (updates.Cast(message.Sequence, message.Replica, message.Vote))
        {
            window.Find(message.Sequence)?.VoteCame(outbox.Now);
            Settle();
        }
    }

    public void Receive(HostId sender, ReadVoted message)
    {
        if (message.Epoch != Epoch || message.Replica.Host != sender
            || !generations.MayCount(message.Replica, message.Sequence))
        {
            return;
        }

        release.Holds(sender, message.Sequence);
        replies.Cast(message.Sequence, Sequencer.Position, message.Replica, message.Vote);
        if (window.Find(message.Sequence) is { IsRead: true, ClientWaits: true } pending)
        {
            pending.VoteCame(outbox.Now);
            Judge(pending);
        }
    }

    public void Deliver(VoidProposed message)
    {
        if (message.Epoch == Epoch && updates.First == message.Sequence)
        {
            Void(RefusalReason.TimedOut, "Too few replicas answered in time.");
            Settle();
        }
    }

    public void Deliver(HostId sender, ReplicaReplaced message)
    {
        if (message.Epoch != Epoch || message.Replica.Host != sender
            || generations.Current(sender) != message.Replica)
        {
            return;
        }

        var first = updates.First ?? Sequencer.Position.Next;
        var next = generations.Replace(sender, first);
        updates.Withdraw(sender);
        outbox.Report(ReportKind.ReplicaReplaced, $"{next} takes the place of {message.Replica}.", next);
        if (sender == options.Self)
        {
            ReplaceActive(first);
        }
    }

    /// <summary>The local replica runs: execution begins with the first request in line.</summary>
    public void ActiveReady()
    {
        firstUnsettledTurn = outbox.Now;
        schedule.Start();
    }

    /// <summary>The replica could not be made: the shell tries again.</summary>
    public void RetryActive() =>
        outbox.Add(new ManagerEffect.ReplaceActive(Active, Active, Buffer.All));

    /// <summary>Votes of the last epoch may be lost: every host says again what it has to say of unsettled writes.</summary>
    public void BeginEpoch(Epoch epoch)
    {
        Epoch = epoch;
        updates.ClearAll();
        foreach (var pending in window.InOrder)
        {
            if (pending is { IsRead: false, Result: { } result } && pending.Sequence >= updates.First)
            {
                Vote(pending, result.Vote);
            }
        }
    }

    /// <summary>The hosts do not serve any more: clients learn now that their outcome is open.</summary>
    public void Hold(bool unordered)
    {
        foreach (var pending in window.InOrder.Where(pending => pending.ClientWaits).ToArray())
        {
            Refuse(
                pending.Ordered.Id, RefusalReason.OutcomeUnknown,
                "A host was lost while the request was under way; it may or may not have been executed.");
            decided.Remove(pending.Sequence);
            pending.ClientWaits = false;
            if (pending.IsRead || pending.Decided is not null)
            {
                Drop(pending);
            }
        }

        foreach (var number in unordered ? inFlight.ToArray() : [])
        {
            Refuse(
                new RequestId(options.Self, options.Incarnation, number), RefusalReason.OutcomeUnknown,
                "The group was lost while the request was on its way; it may or may not have been executed.");
        }
    }

    public void Journaled(SequenceNumber sequence) => release.Journaled(sequence);

    /// <summary>Starts what may start, and lets go what may leave; the last thing in every step.</summary>
    public void Advance()
    {
        while (schedule.StartNext() is { } request)
        {
            if (window.Find(request.Sequence) is { } pending)
            {
                outbox.Add(new ManagerEffect.Execute(Active, request, pending.ClientWaits));
            }
            else
            {
                schedule.Complete(request.Sequence);
            }
        }

        while (decided.Count > 0 && release.MayLeave(decided.Min, updates.First))
        {
            Answer(window.Find(decided.Min)!); // Decided requests are in the window until they are answered.
        }
    }

    /// <summary>Looks for requests that have waited too long (SPARE 4.1.3).</summary>
    public void Sweep()
    {
        foreach (var pending in window.InOrder.Where(IsOverdueRead).ToArray())
        {
            outbox.Report(
                ReportKind.RepliesMissing, $"Too few votes: {Describe(replies.VotesOn(pending.Sequence))}.",
                sequence: pending.Sequence);
            RefuseRead(pending, RefusalReason.TimedOut, "Too few replicas answered in time.");
        }

        if (updates.First is not { } first || window.Find(first) is not { } write || !Ready)
        {
            return;
        }

        var deadline = options.Terms(write.Ordered.Route).Deadline;
        if (write.IsOverdue(deadline, firstUnsettledTurn, outbox.Now) && outbox.Now - voidProposed > deadline)
        {
            voidProposed = outbox.Now;
            outbox.Add(new ManagerEffect.Multicast(new VoidProposed(Epoch, options.Self, first)));
        }
    }

    private static string Describe(ImmutableArray<(ReplicaId Replica, Vote Vote)> votes) => votes.IsEmpty
        ? "none"
        : string.Join(", ", votes.Select(cast =>
            $"{cast.Replica} {cast.Vote.Outcome} {cast.Vote.Reply.ToString()[..8]} {cast.Vote.WriteSet.ToString()[..8]}"));

    private void CheckStamp(HostId sender, RequestProposed message)
    {
        var off = (message.Stamp - outbox.Now).Duration();
        if (off > options.StampTolerance && outbox.Now - stampReported > options.StampTolerance)
        {
            stampReported = outbox.Now;
            outbox.Report(
                ReportKind.StampTooFarOff,
                $"The clock of {sender} is {off.TotalSeconds:F1} s away from this host's: synchronise the hosts.");
        }
    }

    private void Vote(PendingRequest pending, Vote vote)
    {
        if (!pending.IsRead)
        {
            outbox.Add(new ManagerEffect.Multicast(new WriteVoted(Epoch, Active, pending.Sequence, vote)));
        }
        else if (pending.ClientWaits)
        {
            replies.Cast(pending.Sequence, Sequencer.Position, Active, vote);
            pending.VoteCame(outbox.Now);
            Judge(pending);
        }
        else
        {
            outbox.Add(new ManagerEffect.SendVote(
                pending.Ordered.Id.Entry, new ReadVoted(Epoch, Active, pending.Sequence, vote)));
            window.DropFinishedReads(updates.First);
        }
    }

    private void Judge(PendingRequest read)
    {
        switch (replies.VerdictOn(read.Sequence))
        {
            case Verdict.Agreed agreed when read.Result?.Vote == agreed.Vote:
                read.Decided = agreed.Vote;
                decided.Add(read.Sequence);
                break;
            case var verdict when verdict == Verdict.Disagreed:
                outbox.Report(
                    ReportKind.RepliesDiffered, $"Replies differ: {Describe(replies.VotesOn(read.Sequence))}.",
                    sequence: read.Sequence);
                RefuseRead(read, RefusalReason.Disagreement, "The replicas gave different answers.");
                break;
            default:
                break;
        }
    }

    private void RefuseRead(PendingRequest read, RefusalReason reason, string detail)
    {
        Refuse(read.Ordered.Id, reason, detail);
        decided.Remove(read.Sequence);
        Drop(read);
    }

    private void Settle()
    {
        while (updates.First is { } first)
        {
            switch (updates.FirstVerdict())
            {
                case Verdict.Agreed { Vote.Outcome: Outcome.TimedOut or Outcome.WriteSetRefused } agreed:
                    Void(RefusalReason.ServiceFailed, $"All replicas: {agreed.Vote.Outcome}.");
                    break;
                case Verdict.Agreed agreed:
                    Agree(window.Find(first)!, agreed.Vote); // Unsettled writes are in the window.
                    break;
                case var verdict when verdict == Verdict.Disagreed:
                    Void(RefusalReason.Voided, "The replicas disagreed; the request was undone on all of them.");
                    break;
                default:
                    return;
            }
        }
    }

    private void Agree(PendingRequest write, Vote vote)
    {
        Invariant.Holds(write.Result?.Vote == vote); // All active replicas have to agree, the local one too.
        updates.EndFirst();
        firstUnsettledTurn = outbox.Now;
        write.Decided = vote;
        if (!vote.WroteNothing)
        {
            var update = new AgreedUpdate(Buffer.Last.Next, write.Sequence, write.Result.WriteSet);
            Buffer.Add(update, outbox.Now);
            release.JournalBegun(write.Sequence);
            outbox.Add(new ManagerEffect.AppendToJournal(update, write.Ordered.Request));
        }

        if (write.ClientWaits)
        {
            decided.Add(write.Sequence);
        }
        else
        {
            Drop(write);
        }

        window.DropFinishedReads(updates.First);
    }

    private void Void(RefusalReason reason, string detail)
    {
        Invariant.Holds(updates.First is not null);
        var voided = updates.First.Value;
        outbox.Report(
            ReportKind.WriteVoided, $"{detail} Votes: {Describe(updates.VotesOn(voided))}.", sequence: voided);
        if (window.Find(voided) is { } write)
        {
            if (write.ClientWaits)
            {
                Refuse(write.Ordered.Id, reason, detail);
            }

            Drop(write);
        }

        updates.EndFirst();
        updates.ClearAll();
        foreach (var host in options.Hosts)
        {
            generations.Replace(host, voided.Next);
        }

        replies.RetainAfter(voided, generations.MayCount);
        decided.RemoveWhere(sequence => sequence > voided);
        ReplaceActive(voided.Next);
    }

    /// <summary>
    /// Everything from <paramref name="first"/> on, and whatever the old replica had not finished, is for the next
    /// one. A read that it had not finished has no settled write after it, so the next replica's state is right for it.
    /// </summary>
    private void ReplaceActive(SequenceNumber first)
    {
        var old = Active;
        Active = generations.Current(options.Self);
        foreach (var pending in window.InOrder.Where(pending => pending.Sequence >= first))
        {
            pending.Forget();
        }

        schedule.Restart(
            window.InOrder.Where(pending => pending.Result is null).Select(pending => pending.Ordered));
        outbox.Add(new ManagerEffect.ReplaceActive(old, Active, Buffer.All));
    }

    private void Answer(PendingRequest request)
    {
        Invariant.Holds(request is { ClientWaits: true, Decided: not null, Result: not null });
        var vote = request.Decided.Value;
        inFlight.Remove(request.Ordered.Id.Number);
        decided.Remove(request.Sequence);
        outbox.Add(vote.Outcome == Outcome.Replied
            ? new ManagerEffect.Answer(request.Ordered.Id, request.Result.Reply, request.Ordered.Time)
            : new ManagerEffect.Refuse(request.Ordered.Id, new Refusal(
                RefusalReason.ServiceFailed, $"The service gave no usable answer on any replica ({vote.Outcome}).")));
        Drop(request);
    }

    /// <summary>Nobody waits for it; it stays only if it may have to be executed again.</summary>
    private void Drop(PendingRequest request)
    {
        request.ClientWaits = false;
        replies.End(request.Sequence);
        window.Remove(request.Sequence);
    }

    private bool IsOverdueRead(PendingRequest pending) =>
        pending is { IsRead: true, ClientWaits: true, Decided: null }
        && pending.IsOverdue(options.Terms(pending.Ordered.Route).Deadline, default, outbox.Now);
}
