using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;
using Spare.Replication.Voting;

namespace Spare.Replication.Requests;

/// <summary>
/// Requests on the write path (SPARE 3.2): every manager settles them alone, from ordered votes, one after the other.
/// What they changed goes into the update buffer and the journal.
/// </summary>
internal sealed class WritePath(
    ReplicationOptions options, RequestWindow window, AnswerQueue answers, Outbox outbox)
{
    private readonly UpdateVoter updates = new(options.Threshold);
    private (SequenceNumber Sequence, Instant At) voidAsked;
    private bool journaling = true;

    public UpdateBuffer Buffer { get; } = new(options.Updates);

    /// <summary>The digest of all verdicts so far: hosts that meet again compare it.</summary>
    public Digest Verdicts { get; private set; }

    /// <summary>The lowest write without a verdict; null when there is none.</summary>
    public SequenceNumber? First => updates.First;

    public int Open => updates.Open;

    public void Begin(PendingRequest write) => updates.Begin(write.Sequence);

    public void Cast(WriteVoted message)
    {
        if (updates.Cast(message.Sequence, message.Replica, message.Vote))
        {
            window.Find(message.Sequence)?.VoteCame(outbox.Now);
        }
    }

    public void Withdraw(HostId host) => updates.Withdraw(host);

    /// <summary>A new epoch: votes of the last one may be lost, and nobody is late yet.</summary>
    public void BeginEpoch()
    {
        updates.ClearAll();
        FirstWaits();
    }

    /// <summary>
    /// Settles the lowest writes as far as their votes go. Stops at one that has to be voided, and gives the reason
    /// for its client.
    /// </summary>
    public Refusal? Settle()
    {
        while (true)
        {
            switch (updates.FirstVerdict())
            {
                case Verdict.Agreed { Vote.Outcome: Outcome.TimedOut or Outcome.WriteSetRefused } agreed:
                    return new Refusal(RefusalReason.ServiceFailed, $"All replicas: {agreed.Vote.Outcome}.");
                case Verdict.Agreed agreed:
                    Agree(agreed.Vote);
                    break;
                case var verdict when verdict == Verdict.Disagreed:
                    return new Refusal(
                        RefusalReason.Voided, "The replicas disagreed; the request was undone on all of them.");
                default:
                    return null;
            }
        }
    }

    /// <summary>The lowest write is settled as if it had never been; every replica is made anew without it.</summary>
    public PendingRequest Void(Refusal refusal)
    {
        var write = First is { } first ? window.Find(first) : null;
        Invariant.Holds(write is not null); // Unsettled writes are in the window.
        outbox.Report(
            ReportKind.WriteVoided,
            $"{refusal.Detail} Votes: {ReadPath.Describe(updates.VotesOn(write.Sequence))}.", sequence: write.Sequence);
        End(write.Sequence, agreed: null);
        updates.ClearAll();
        return write;
    }

    /// <summary>The lowest write does not have to answer for the time until now.</summary>
    public void FirstWaits()
    {
        if (First is { } first)
        {
            window.Find(first)?.Excuse(outbox.Now);
        }
    }

    /// <summary>Asks all to void the lowest write if its votes are overdue (SPARE 4.1.3).</summary>
    public void VoidOverdue(Epoch epoch)
    {
        if (First is not { } first || window.Find(first) is not { } write)
        {
            return;
        }

        var deadline = options.Terms(write.Ordered.Route).Deadline;
        var asked = voidAsked.Sequence == first && outbox.Now - voidAsked.At <= deadline;
        if (!asked && write.IsOverdue(deadline, outbox.Now))
        {
            voidAsked = (first, outbox.Now);
            outbox.Add(new ManagerEffect.Multicast(new VoidProposed(epoch, options.Self, first)));
        }
    }

    /// <summary>The journal is gone; what is settled from here on is not recorded.</summary>
    public void StopJournaling() => journaling = false;

    private void Agree(Vote vote)
    {
        var write = First is { } first ? window.Find(first) : null;
        Invariant.Holds(write is not null); // Unsettled writes are in the window.
        Invariant.Holds(write.Result?.Vote == vote); // All active replicas have to agree, the local one too.
        End(write.Sequence, vote);
        if (!vote.WroteNothing)
        {
            Record(write, new AgreedUpdate(Buffer.Last.Next, write.Sequence, write.Result.WriteSet));
        }

        if (write.ClientWaits)
        {
            answers.Decide(write, vote);
        }
        else
        {
            window.Remove(write.Sequence);
        }
    }

    private void Record(PendingRequest write, AgreedUpdate update)
    {
        Buffer.Add(update, outbox.Now);
        if (journaling)
        {
            answers.Rule.JournalBegun(write.Sequence);
            outbox.Add(new ManagerEffect.AppendToJournal(update, write.Ordered.Request));
        }
    }

    private void End(SequenceNumber sequence, Vote? agreed)
    {
        var link = new WireWriter((2 * Digest.Size) + Vote.Size);
        link.Digest(Verdicts);
        link.Sequence(sequence);
        agreed?.Format(link);
        Verdicts = Digest.Of(link.Written);
        updates.EndFirst();
        FirstWaits();
    }
}
