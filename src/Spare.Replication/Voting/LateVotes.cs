using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>
/// What was agreed on the last decided requests, for votes that come after: where more replicas vote than have to agree, the
/// last vote shows who is wrong as well as the first. The oldest is forgotten at the bound.
/// </summary>
public sealed class LateVotes
{
    public const int CountMaximum = 4_096;

    private readonly Dictionary<SequenceNumber, (Digest Order, Vote Agreed)> decided = [];
    private readonly Queue<SequenceNumber> oldest = new();

    /// <param name="order">Only votes on that order are about the same request.</param>
    public void Decided(SequenceNumber sequence, Digest order, Vote agreed)
    {
        if (decided.TryAdd(sequence, (order, agreed)))
        {
            oldest.Enqueue(sequence);
            if (oldest.Count > CountMaximum)
            {
                decided.Remove(oldest.Dequeue());
            }
        }
    }

    /// <summary>Null: the request was not decided here, or too long ago.</summary>
    public Vote? AgreedOn(SequenceNumber sequence, Digest order) =>
        decided.TryGetValue(sequence, out var known) && known.Order == order ? known.Agreed : null;
}
