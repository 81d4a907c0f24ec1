using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;
using Spare.Replication.Repeats;
using Spare.Replication.Serving;
using Spare.Replication.Updates;
using Spare.Replication.Voting;

namespace Spare.Replication.Requests;

/// <summary>
/// Requests on the write path (SPARE 3.2): every manager settles them alone, from ordered votes, one after the other.
/// What they changed goes into the update buffer and the journal.
/// </summary>
internal sealed class WritePath(
    ReplicationOptions options, Roster roster, RequestWindow window, AnswerQueue answers, NamedWrites named,
    Outbox outbox)
{
    private readonly UpdateVoter updates = new(options.Threshold, roster);

    public UpdateBuffer Buffer { get; } = new(options.Updates);

    public AgreedUpdates Agreed => field ??= new AgreedUpdates(Buffer, named, answers.Rule, window, outbox);

    /// <summary>The digest of all verdicts so far: hosts that meet again compare it.</summary>
    public Digest Verdicts { get; private set; }

    /// <summary>The lowest write without a verdict; null when there is none.</summary>
    public SequenceNumber? First => updates.First;

    public int Open => updates.Open;

    /// <summary>How many more equal votes the lowest write needs, if those that are most stay the most.</summary>
    public int Needed => options.Threshold.MatchingReplies - updates.Most;

    /// <summary>Goes on where others are.</summary>
    public void Adopt(Digest verdicts, UpdateNumber update, SequenceNumber position)
    {
        Verdicts = verdicts;
        Agreed.Adopt(update, position);
    }

    public void Begin(PendingRequest write)
    {
        updates.Begin(write.Sequence);
        named.Begin(write);
    }

    public void Cast(WriteVoted message)
    {
        if (updates.Cast(message.Sequence, message.Replica, message.Vote))
        {
            window.Find(message.Sequence)?.VoteCame(outbox.Now);
        }
    }

    /// <summary>The roster has changed: only votes of those who count stay.</summary>
    public void Retain() => updates.Retain();

    /// <summary>A new epoch: votes of the last one may be lost, and nobody is late yet.</summary>
    public void BeginEpoch()
    {
        updates.ClearAll();
        FirstWaits();
    }

    public Verdict FirstVerdict() => updates.FirstVerdict();

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) => updates.VotesOn(sequence);

    /// <summary>The lowest write without a verdict itself.</summary>
    public PendingRequest? FirstOpen()
    {
        var write = First is { } first ? window.Find(first) : null;
        Invariant.Holds(First is null || write is not null); // Unsettled writes are in the window.
        return write;
    }

    /// <summary>The lowest write is settled with that vote.</summary>
    public void Agree(PendingRequest write, Vote vote)
    {
        End(write.Sequence, vote);
        write.Decided = vote;
        named.Agree(write, vote);
        if (!vote.WroteNothing || write.IsKept(vote))
        {
            write.IsRecorded = false;
            Agreed.Agree(write, vote, Verdicts);
        }

        if (write.ClientWaits)
        {
            answers.Decide(write, vote);
        }
        else
        {
            window.End(write);
        }
    }

    /// <summary>The lowest write is settled as if it had never been; every replica is made anew without it.</summary>
    public void Void(PendingRequest write, Refusal refusal)
    {
        named.Void(write, refusal);
        outbox.Report(
            ReportKind.WriteVoided,
            $"{refusal.Detail} Votes: {ReadPath.Describe(updates.VotesOn(write.Sequence))}.", sequence: write.Sequence);
        End(write.Sequence, agreed: null);
        updates.ClearAll();
    }

    /// <summary>The lowest write does not have to answer for the time until now.</summary>
    public void FirstWaits() => FirstOpen()?.Excuse(outbox.Now);

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
