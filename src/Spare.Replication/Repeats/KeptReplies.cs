using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Replication.Repeats;

/// <summary>
/// The writes that clients named and that have ended, with their replies, for a while. Which keys are known after an
/// update depends on the updates up to it alone, so that all hosts, and those that read their journals, know the same.
/// </summary>
/// <remarks>
/// Keys go by age and number, never by the bytes of their replies: a host may come to know an agreed reply later than the
/// others. What goes by bytes is the reply, and then its client is told that the request was executed.
/// </remarks>
public sealed class KeptReplies(KeptReplyOptions options)
{
    private readonly Dictionary<Digest, Entry> byName = [];
    private readonly Queue<Entry> entries = new();
    private readonly Queue<Entry> replies = new();

    public int Count => entries.Count;

    /// <summary>Of all replies together.</summary>
    public long Bytes { get; private set; }

    /// <summary>Everything, oldest first.</summary>
    public ImmutableArray<KeptReply> Snapshot() => [.. entries.Select(entry => entry.Kept)];

    /// <summary>Knows that, and nothing else.</summary>
    public void Restore(ImmutableArray<KeptReply> snapshot)
    {
        byName.Clear();
        entries.Clear();
        replies.Clear();
        Bytes = 0;
        foreach (var kept in snapshot)
        {
            Take(kept);
        }
    }

    /// <summary>An update of the journal, where the reply is at hand; null: its client did not name it.</summary>
    public void Take(KeptReply? kept)
    {
        if (kept is not null)
        {
            Begin(kept.Key, kept.Sequence, kept.Time);
            Complete(kept);
        }
    }

    /// <summary>The write at that place is agreed; places and times grow. Its reply may not be here yet.</summary>
    /// <returns>Whether the oldest key had to go before its time.</returns>
    public bool Begin(IdempotencyKey key, SequenceNumber sequence, Instant time)
    {
        var early = false;
        while (entries.TryPeek(out var oldest)
            && (entries.Count >= options.CountMaximum || time - oldest.Kept.Time >= options.Lifetime))
        {
            early |= time - oldest.Kept.Time < options.Lifetime;
            Forget(entries.Dequeue());
        }

        var entry = new Entry(new KeptReply(key, sequence, time, default, default));
        entries.Enqueue(entry);
        byName[key.Name] = entry;
        return early;
    }

    /// <summary>The reply of a write is at hand, after those of the ones before.</summary>
    public void Complete(KeptReply kept)
    {
        if (Find(kept.Key.Name, kept.Sequence) is null)
        {
            return; // Others took its place meanwhile.
        }

        var entry = byName[kept.Key.Name];
        entry.Kept = kept;
        replies.Enqueue(entry);
        Bytes += kept.Reply.Length;
        while (Bytes > options.BytesMaximum)
        {
            DropReply(replies.Dequeue());
        }
    }

    /// <summary>What is known of that name; null: a request with it is executed.</summary>
    public KeptReply? Find(Digest name, Instant now) =>
        byName.TryGetValue(name, out var entry) && now - entry.Kept.Time < options.Lifetime ? entry.Kept : null;

    /// <summary>What is known of that name and place, however old. Without an outcome: the reply is not here yet.</summary>
    public KeptReply? Find(Digest name, SequenceNumber sequence) =>
        byName.TryGetValue(name, out var entry) && entry.Kept.Sequence == sequence ? entry.Kept : null;

    private void Forget(Entry entry)
    {
        if (byName.TryGetValue(entry.Kept.Key.Name, out var current) && current == entry)
        {
            byName.Remove(entry.Kept.Key.Name);
        }

        if (replies.TryPeek(out var oldest) && oldest == entry)
        {
            DropReply(replies.Dequeue());
        }
    }

    private void DropReply(Entry entry)
    {
        Bytes -= entry.Kept.Reply.Length;
        entry.Kept = entry.Kept with { Reply = default };
    }

    private sealed class Entry(KeptReply kept)
    {
        public KeptReply Kept { get; set; } = kept;
    }
}
