using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;

namespace Spare.Peers.Transfers;

/// <summary>A place in the order on the wire.</summary>
internal static class JournalEndFields
{
    /// <summary>Bytes of one.</summary>
    public const int Size = (3 * sizeof(ulong)) + Digest.Size;

    public static void Write(WireWriter writer, JournalEnd end)
    {
        writer.UInt64(end.Sequence.Value);
        writer.Int64(end.Time.Microseconds);
        writer.UInt64(end.Update.Value);
        writer.Digest(end.Chain);
    }

    public static JournalEnd Read(ref WireReader reader) => new(
        new SequenceNumber(reader.UInt64()), new Instant(reader.Int64()), new UpdateNumber(reader.UInt64()),
        reader.Digest());

    public static ReadOnlyMemory<byte> Encode(JournalEnd end)
    {
        var writer = new WireWriter(Size);
        Write(writer, end);
        return writer.WrittenMemory;
    }

    /// <exception cref="IOException">The content is none.</exception>
    public static JournalEnd Parse(ReadOnlyMemory<byte> content)
    {
        var reader = new WireReader(content.Span);
        var end = Read(ref reader);
        return reader.Complete ? end : throw new IOException("a place in the order came that cannot be read");
    }
}
