using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
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
    ReplicationOptions options, OpenRequests open, Successions successions, RequestEnding ending,
    Accountability accountability, Outbox outbox)
{
    private (SequenceNumber Sequence, uint Round) asked;
    private readonly HashSet<HostId> confirmed = [];
    private (SequenceNumber Sequence, Instant At) lateAt;
    private SequenceNumber voiding;

    public Epoch Epoch { get; private set; }

    public void BeginEpoch(Epoch epoch)
    {
        Epoch = epoch;
        asked = default;
        lateAt = default;
        voiding = default;
    }

    /// <summary>Votes on it do not count any more: somebody waited too long for them.</summary>
    public bool IsBeingVoided(SequenceNumber write) => write == voiding;

    /// <summary>
    /// Somebody waited too long for votes on the write. It is voided only when all hosts that serve have heard of that before
    /// they had the votes: where hosts part, one might have answered it else.
    /// </summary>
    public void Take(VoidProposed message)
    {
        if (message.Epoch == Epoch && voiding != message.Sequence
            && open.Writes.FirstOpen() is { IsInherited: false } write && write.Sequence == message.Sequence)
        {
            voiding = write.Sequence;
            confirmed.Clear();
            outbox.Add(new ManagerEffect.Multicast(new VoidConfirmed(Epoch, options.Self, voiding)));
        }
    }

    /// <summary>True: the write is voided.</summary>
    public bool Take(VoidConfirmed message)
    {
        if (message.Epoch != Epoch || message.Sequence != voiding || open.Writes.First != voiding)
        {
            return false;
        }

        confirmed.Add(message.Host);
        if (!open.Roster.Hosts.All(confirmed.Contains) || open.Writes.FirstOpen() is not { } write)
        {
            return false;
        }

        Void(write, new Refusal(RefusalReason.TimedOut, "Too few replicas answered in time."));
        return true;
    }

    /// <summary>Settles what can be settled; the last thing after every ordered message that changes votes or voters.</summary>
    public void Advance()
    {
        var before = open.Writes.First;
        while (open.Writes.FirstOpen() is { } write && !IsBeingVoided(write.Sequence) && Settle(write))
        {
        }

        if (open.Writes.First != before)
        {
            open.Window.Settled(open.Writes.First);
            open.Reads.Settled(open.Writes.First);
        }
    }

    public void Void(PendingRequest write, Refusal refusal)
    {
        var votes = open.Writes.VotesOn(write.Sequence);
        open.Writes.Void(write, refusal);
        successions.Help.End(write.Sequence);
        accountability.Voided(Epoch, write, votes, open.Sequencer.Time);
        ending.Refuse(write, refusal);
        successions.ReplaceAll(write.Sequence.Next);
    }

    /// <summary>The lowest write has waited too long for votes.</summary>
    public void AskIfOverdue()
    {
        if (open.Writes.FirstOpen() is not { } write || IsBeingVoided(write.Sequence))
        {
            return;
        }

        var isAsked = lateAt.Sequence == write.Sequence && outbox.Now - lateAt.At <= write.Deadline;
        if (isAsked || !write.IsOverdue(outbox.Now))
        {
            return;
        }

        lateAt = (write.Sequence, outbox.Now);
        write.WasLate = true;
        if (MayAsk(write, NeededNow(write)))
        {
            Send(write, NeededNow(write));
        }
        else if (!write.IsInherited)
        {
            outbox.Add(new ManagerEffect.Multicast(new VoidProposed(Epoch, options.Self, write.Sequence)));
        }
    }

    private bool Settle(PendingRequest write)
    {
        switch (open.Writes.FirstVerdict())
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
            case var _ when successions.Misses || successions.Help.Open > 0:
                return false;
            case var _ when MayAsk(write, NeededNow(write)):
                Ask(write, NeededNow(write));
                return false;
            case var _ when write.IsInherited:
                return false;
            default:
                Void(write, new Refusal(
                    RefusalReason.Voided, "The replicas disagreed; the request was undone on all of them."));
                return true;
        }
    }

    private void Agree(PendingRequest write, Vote agreed)
    {
        if (!write.WasLate && !successions.Help.IsAbout(write.Sequence))
        {
            write.VotesAgreed(outbox.Now);
        }

        successions.Help.End(write.Sequence);
        accountability.Agreed(Epoch, write, agreed, open.Writes.VotesOn(write.Sequence), open.Writes.Agreed.LastAgreed);
        open.Writes.Agree(write, agreed);
    }

    /// <summary>A read that was ordered again because it was late does not wait for the same replicas once more.</summary>
    private void AskIfLateBefore(PendingRequest write)
    {
        var late = accountability.Late(write);
        if (late > 0 && successions.Help.NextRound(write.Sequence) == 1 && MayAsk(write, late))
        {
            write.WasLate = true;
            Ask(write, late);
        }
    }

    /// <summary>What is never voided has replicas woken as they are made; other writes, only when there are enough of them.</summary>
    private int NeededNow(PendingRequest write) =>
        write.IsInherited ? Math.Min(open.Writes.Needed, successions.Help.Clean) : open.Writes.Needed;

    private bool MayAsk(PendingRequest write, int needed) =>
        successions.Help.MayAsk(write.Sequence, needed, spend: write.IsInherited);

    /// <summary>Disagreement is seen by all at the same place; the entry manager speaks for all.</summary>
    private void Ask(PendingRequest write, int needed)
    {
        var round = (write.Sequence, successions.Help.NextRound(write.Sequence));
        if (open.Roster.Speaker(write.Ordered.Id.Entry) == options.Self && asked != round)
        {
            asked = round;
            Send(write, needed);
        }
    }

    private void Send(PendingRequest write, int needed)
    {
        outbox.Report(
            ReportKind.HelpAsked,
            $"{needed} more replies are needed. Votes: {ReadPath.Describe(open.Writes.VotesOn(write.Sequence))}.",
            sequence: write.Sequence);
        outbox.Add(new ManagerEffect.Multicast(new HelpAsked(
            Epoch, write.Sequence, (ushort)needed, successions.Help.NextRound(write.Sequence))));
    }
}
