using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Requests;

/// <summary>
/// Replies that the replica of this host gave to requests of other hosts' clients: an entry manager whose own replica gave
/// another one, or none, asks for the one that was agreed. The oldest is forgotten at the bound.
/// </summary>
internal sealed class GivenReplies(Outbox outbox)
{
    public const int CountMaximum = 4_096;
    public const long BytesMaximum = 16 * 1024 * 1024;

    private readonly Dictionary<SequenceNumber, ReadOnlyMemory<byte>> replies = [];
    private readonly Queue<SequenceNumber> oldest = new();
    private long bytes;

    public void Keep(SequenceNumber sequence, ReadOnlyMemory<byte> reply)
    {
        if (reply.IsEmpty || !replies.TryAdd(sequence, reply))
        {
            return;
        }

        oldest.Enqueue(sequence);
        bytes += reply.Length;
        while (replies.Count > CountMaximum || bytes > BytesMaximum)
        {
            replies.Remove(oldest.Dequeue(), out var forgotten);
            bytes -= forgotten.Length;
        }
    }

    /// <summary>Tells all; whoever lacks it takes it.</summary>
    public void Share(SequenceNumber sequence)
    {
        if (replies.TryGetValue(sequence, out var reply))
        {
            outbox.Add(new ManagerEffect.Multicast(new ContentShared(sequence, reply)));
        }
    }
}
