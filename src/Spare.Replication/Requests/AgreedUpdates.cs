using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Release;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;

namespace Spare.Replication.Requests;

/// <summary>
/// Numbers the agreed updates and hands them, in order, to the update buffer and the journal (SPARE 3.2). One whose
/// bytes this host does not have, because its own replica answered otherwise, waits for them, and all later ones too. So
/// does one whose reply is kept for its client.
/// </summary>
internal sealed class AgreedUpdates(
    UpdateBuffer buffer, NamedWrites named, ReleaseRule release, RequestWindow window, Outbox outbox)
{
    private readonly Queue<(UpdateNumber Number, PendingRequest Write, Vote Vote, Digest Chain)> waiting = new();
    private bool journaling = true;

    /// <summary>The number of the last agreed update, whether or not its bytes are here.</summary>
    public UpdateNumber Last { get; private set; }

    /// <summary>The position of the last agreed update.</summary>
    public SequenceNumber LastAgreed { get; private set; }

    /// <summary>The position of the last update in the buffer: the passive replica has, or can have, all before it.</summary>
    public SequenceNumber LastRecorded { get; private set; }

    /// <summary>The bytes of all agreed updates are here.</summary>
    public bool IsComplete => waiting.Count == 0;

    /// <summary>Goes on after that update; what comes at or below the position is in the journal.</summary>
    public void Adopt(UpdateNumber update, SequenceNumber position)
    {
        (Last, LastAgreed, LastRecorded) = (update, position, position);
        buffer.Adopt(update);
    }

    /// <summary>The journal is gone; what is agreed from here on is not recorded.</summary>
    public void StopJournaling() => journaling = false;

    /// <param name="chain">The digest of all verdicts up to this one.</param>
    public void Agree(PendingRequest write, Vote vote, Digest chain)
    {
        Last = Last.Next;
        LastAgreed = write.Sequence;
        if (journaling)
        {
            release.JournalBegun(write.Sequence);
        }

        waiting.Enqueue((Last, write, vote, chain));
        Advance();
    }

    /// <summary>Records what has its bytes by now.</summary>
    public void Advance()
    {
        while (waiting.TryPeek(out var next) && next.Write.WriteSetOf(next.Vote) is { } writeSet
            && !(next.Write.IsKept(next.Vote) && next.Write.ReplyOf(next.Vote) is null))
        {
            waiting.Dequeue();
            var update = new AgreedUpdate(next.Number, next.Write.Sequence, writeSet);
            Record(next.Write, update, next.Chain, named.Record(next.Write, next.Vote));
            window.Release(next.Write);
        }
    }

    private void Record(PendingRequest write, AgreedUpdate update, Digest chain, KeptReply? kept)
    {
        write.IsRecorded = true;
        LastRecorded = write.Sequence;
        buffer.Add(update, outbox.Now);
        if (journaling)
        {
            outbox.Add(new ManagerEffect.AppendToJournal(
                update, write.Ordered.Request, write.Ordered.Time, chain) { Kept = kept });
        }
    }
}
