using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.Replication.Activation;

/// <summary>
/// Settles the lowest writes, one after the other, as far as their votes go (SPARE 3.2). When the votes on the lowest
/// one cannot decide it, or are late, it has passive replicas woken (SPARE 4.1.1); when no more of those may be woken,
/// the write is voided, as if it had never been.
/// </summary>
/// <remarks>
/// All managers come to the same verdict at the same place of the order. Only lateness is noticed by each alone, and
/// becomes everybody's business by a message.
/// </remarks>
internal sealed class Settlement(
    ReplicationOptions options, Roster roster, WritePath writes, ReadPath reads, RequestWindow window,
    Successions successions, RequestEnding ending, Disputes disputes, Convictions convictions, Sharing sharing,
    Outbox outbox)
{
    private (SequenceNumber Sequence, uint Round) asked;
    private (SequenceNumber Sequence, Instant At) lateAt;

    public Epoch Epoch { get; private set; }

    public void BeginEpoch(Epoch epoch)
    {
        Epoch = epoch;
        asked = default;
        lateAt = default;
    }

    /// <summary>Settles what can be settled; the last thing after every ordered message that changes votes or voters.</summary>
    public void Advance()
    {
        var before = writes.First;
        while (writes.FirstOpen() is { } write && Settle(write))
        {
        }

        if (writes.First != before)
        {
            window.Settled(writes.First);
            reads.Settled(writes.First);
        }
    }

    public void Void(PendingRequest write, Refusal refusal)
    {
        writes.Void(write, refusal);
        successions.Help.End(write.Sequence);
        disputes.Close(Epoch, write.Ordered.Id, agreed: null, default);
        ending.Refuse(write, refusal);
        successions.ReplaceAll(write.Sequence.Next);
    }

    /// <summary>The lowest write has waited too long for votes.</summary>
    public void AskIfOverdue()
    {
        if (writes.FirstOpen() is not { } write)
        {
            return;
        }

        var deadline = options.Terms(write.Ordered.Route).Deadline;
        var isAsked = lateAt.Sequence == write.Sequence && outbox.Now - lateAt.At <= deadline;
        if (isAsked || !write.IsOverdue(deadline, outbox.Now))
        {
            return;
        }

        lateAt = (write.Sequence, outbox.Now);
        write.WasLate = true;
        if (successions.Help.MayAsk(write.Sequence, writes.Needed))
        {
            Send(write, writes.Needed);
        }
        else
        {
            outbox.Add(new ManagerEffect.Multicast(new VoidProposed(Epoch, options.Self, write.Sequence)));
        }
    }

    /// <summary>
    /// A replica of this host answered a settled write otherwise. One that ran out of time proved nothing, but nobody
    /// knows what it will still write: it is replaced.
    /// </summary>
    public void BlameOwn(PendingRequest write, ReplicaId replica, Vote vote, Vote agreed)
    {
        if (vote.Outcome == Outcome.ServiceDied && write.IsDeadly)
        {
            return; // The replica was not given the request.
        }

        if (vote != agreed && vote.Outcome == Outcome.TimedOut)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(Epoch, replica)));
        }
        else
        {
            convictions.JudgeOwn(Epoch, write.Sequence, agreed, replica, vote);
        }
    }

    private bool Settle(PendingRequest write)
    {
        switch (writes.FirstVerdict())
        {
            case Verdict.Agreed { Vote.Outcome: Outcome.TimedOut or Outcome.WriteSetRefused } agreed:
                Void(write, new Refusal(RefusalReason.ServiceFailed, $"All replicas: {agreed.Vote.Outcome}."));
                return true;
            case Verdict.Agreed agreed:
                Agree(write, agreed.Vote);
                return true;
            case var verdict when verdict == Verdict.Undecided:
                AskIfLateBefore(write);
                return false;
            case var _ when successions.Help.Open > 0:
                return false;
            case var _ when successions.Help.MayAsk(write.Sequence, writes.Needed):
                Ask(write, writes.Needed);
                return false;
            default:
                Void(write, new Refusal(
                    RefusalReason.Voided, "The replicas disagreed; the request was undone on all of them."));
                return true;
        }
    }

    private void Agree(PendingRequest write, Vote agreed)
    {
        var votes = writes.VotesOn(write.Sequence);
        var lastUpdate = writes.Agreed.LastAgreed;
        successions.Help.End(write.Sequence);
        disputes.Close(Epoch, write.Ordered.Id, agreed, lastUpdate);
        Blame(write, agreed, votes);
        sharing.Share(write, agreed, votes);
        writes.Agree(write, agreed);
    }

    /// <summary>A read that was ordered again because it was late does not wait for the same replicas once more.</summary>
    private void AskIfLateBefore(PendingRequest write)
    {
        var late = disputes.Late(write.Ordered.Id);
        if (late > 0 && successions.Help.NextRound(write.Sequence) == 1 && successions.Help.MayAsk(write.Sequence, late))
        {
            write.WasLate = true;
            Ask(write, late);
        }
    }

    /// <summary>Disagreement is seen by all at the same place; the entry manager speaks for all.</summary>
    private void Ask(PendingRequest write, int needed)
    {
        var round = (write.Sequence, successions.Help.NextRound(write.Sequence));
        if (write.Ordered.Id.Entry == options.Self && asked != round)
        {
            asked = round;
            Send(write, needed);
        }
    }

    private void Send(PendingRequest write, int needed)
    {
        outbox.Report(
            ReportKind.HelpAsked,
            $"{needed} more replies are needed. Votes: {ReadPath.Describe(writes.VotesOn(write.Sequence))}.",
            sequence: write.Sequence);
        outbox.Add(new ManagerEffect.Multicast(new HelpAsked(
            Epoch, write.Sequence, (ushort)needed, successions.Help.NextRound(write.Sequence))));
    }

    /// <summary>Every manager answers for the replicas of its own host; the entry manager tells who was late.</summary>
    private void Blame(PendingRequest write, Vote agreed, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes)
    {
        foreach (var (replica, result) in write.Results)
        {
            BlameOwn(write, replica, result.Vote, agreed);
        }

        if (write.WasLate && write.Ordered.Id.Entry == options.Self)
        {
            var timedOut = votes.Where(cast => cast.Vote.Outcome == Outcome.TimedOut).Select(cast => cast.Replica);
            var silent = roster.Absent(write.Sequence, replica => votes.Any(cast => cast.Replica == replica));
            convictions.Suspect(Epoch, write.Sequence, [.. timedOut, .. silent]);
        }
    }
}
