using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;

namespace Spare.Replication.Repeats;

/// <summary>How a write ended that its client named by a key. It goes into the journal with the write's update.</summary>
/// <param name="Sequence">Where it was executed.</param>
/// <param name="Time">The agreed time of that place.</param>
/// <param name="Reply">Canonical bytes; empty when there was none, when it was too long, and when it had to make room.</param>
public sealed record KeptReply(
    IdempotencyKey Key, SequenceNumber Sequence, Instant Time, Outcome Outcome, ReadOnlyMemory<byte> Reply)
{
    /// <summary>Bytes of the encoding beside the reply.</summary>
    public const int Overhead = IdempotencyKey.Size + (2 * sizeof(ulong)) + 1 + sizeof(uint);

    /// <summary>Bytes of the encoding.</summary>
    public int Size => Overhead + Reply.Length;

    public bool Equals(KeptReply? other) =>
        other is not null && Key == other.Key && Sequence == other.Sequence && Time == other.Time
        && Outcome == other.Outcome && Reply.Span.SequenceEqual(other.Reply.Span);

    public override int GetHashCode() => HashCode.Combine(Key, Sequence, Time, Outcome, Reply.Length);

    public void Format(WireWriter writer)
    {
        Key.Format(writer);
        writer.Sequence(Sequence);
        writer.Int64(Time.Microseconds);
        writer.Byte((byte)Outcome);
        writer.Bytes(Reply.Span);
    }

    /// <summary>Takes a copy: the bytes that it is read from may be much more, and leave memory earlier.</summary>
    public static KeptReply Parse(ref WireReader reader) => new(
        IdempotencyKey.Parse(ref reader), reader.Sequence(), new Instant(reader.Int64()), (Outcome)reader.Byte(),
        reader.Bytes(KeptReplyOptions.ReplyMaximum).ToArray());
}
