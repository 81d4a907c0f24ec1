using System.Buffers;
using System.Buffers.Binary;
using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Repeats;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>
/// Records that are written together, behind one checksum. A frame also says up to where the disk had confirmed its
/// segment before: whatever is damaged below that is corruption, and not the torn end of a journal that lost power.
/// </summary>
/// <remarks>
/// Bytes: magic (4), length of the records (4), confirmed offset (8), checksum (4) over all the others, then per
/// record its length (4), sequence number (8), agreed time (8), update number (8), digest of the verdicts (32), length of
/// the request (4), length of what is kept for its client (4; 0: nothing), request, that, write set.
/// </remarks>
internal static class Frame
{
    internal const int HeaderSize = 20;

    /// <summary>A whole queue and one more record fit, whatever the options say.</summary>
    internal const int BodyMaximum = 256 * 1024 * 1024;

    private const int RecordHeaderSize = 36 + Digest.Size;

    internal static ReadOnlySpan<byte> Magic => "SpJf"u8;

    internal static int SizeOf(JournalRecord record) =>
        RecordHeaderSize + record.Request.Length + (record.Kept?.Size ?? 0) + record.WriteSet.Length;

    internal static void Format(
        ArrayBufferWriter<byte> writer, IReadOnlyList<JournalRecord> records, long confirmed, uint salt)
    {
        var length = HeaderSize + records.Sum(SizeOf);
        var frame = writer.GetSpan(length)[..length];
        var rest = frame[HeaderSize..];
        foreach (var record in records)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, SizeOf(record) - sizeof(int));
            BinaryPrimitives.WriteUInt64LittleEndian(rest[4..], record.Sequence.Value);
            BinaryPrimitives.WriteInt64LittleEndian(rest[12..], record.Time.Microseconds);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[20..], record.Update.Value);
            record.Chain.Format(rest[28..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest[(28 + Digest.Size)..], record.Request.Length);
            BinaryPrimitives.WriteInt32LittleEndian(rest[(32 + Digest.Size)..], record.Kept?.Size ?? 0);
            record.Request.Span.CopyTo(rest[RecordHeaderSize..]);
            Format(record.Kept, rest[(RecordHeaderSize + record.Request.Length)..]);
            record.WriteSet.Span.CopyTo(rest[(SizeOf(record) - record.WriteSet.Length)..]);
            rest = rest[SizeOf(record)..];
        }

        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], length - HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], confirmed);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[16..], Checksum(frame, salt));
        writer.Advance(length);
    }

    /// <summary>Length of the records that a frame's first bytes promise; negative when it is no frame.</summary>
    internal static int BodyLength(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSize || !header.StartsWith(Magic))
        {
            return -1;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return length is >= RecordHeaderSize and <= BodyMaximum ? length : -1;
    }

    internal static long Confirmed(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64LittleEndian(header[8..]);

    internal static bool IsWhole(ReadOnlySpan<byte> frame, uint salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[16..]) == Checksum(frame, salt);

    /// <summary>The records of a whole frame, as views of its bytes.</summary>
    internal static IEnumerable<JournalRecord> Records(ReadOnlyMemory<byte> frame)
    {
        for (var rest = frame[HeaderSize..]; rest.Length > 0;)
        {
            var size = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
            var request = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[(28 + Digest.Size)..]);
            var kept = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[(32 + Digest.Size)..]);
            yield return new JournalRecord(
                new SequenceNumber(BinaryPrimitives.ReadUInt64LittleEndian(rest.Span[4..])),
                new Instant(BinaryPrimitives.ReadInt64LittleEndian(rest.Span[12..])),
                new UpdateNumber(BinaryPrimitives.ReadUInt64LittleEndian(rest.Span[20..])),
                Digest.Parse(rest.Span[28..]),
                rest.Slice(RecordHeaderSize, request),
                rest[(RecordHeaderSize + request + kept)..size])
            {
                Kept = kept == 0 ? null : ParseKept(rest.Slice(RecordHeaderSize + request, kept)),
            };
            rest = rest[size..];
        }
    }

    private static void Format(KeptReply? kept, Span<byte> rest)
    {
        if (kept is not null)
        {
            var writer = new WireWriter(kept.Size);
            kept.Format(writer);
            writer.Written.CopyTo(rest);
        }
    }

    private static KeptReply ParseKept(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes.Span);
        return KeptReply.Parse(ref reader);
    }

    private static uint Checksum(ReadOnlySpan<byte> frame, uint salt) =>
        Crc32C.Of(Crc32C.Of(salt, frame[..16]), frame[HeaderSize..]);
}
