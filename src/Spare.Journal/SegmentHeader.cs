using System.Buffers.Binary;
using Spare.Protocol;
using Spare.Protocol.Wire;

namespace Spare.Journal;

/// <summary>The beginning of a segment file.</summary>
/// <param name="First">Sequence number of the segment's first record, which also names the file.</param>
/// <param name="Previous">Sequence number of the last record before it: a missing segment shows.</param>
/// <param name="Generation">Random, of the last reset: what was written before it means nothing.</param>
/// <param name="HasKept">A file beside the segment has the replies that were kept where it begins; otherwise there were none.</param>
/// <param name="Salt">Random, part of every checksum: what a client sends cannot look like a part of the journal.</param>
internal sealed record SegmentHeader(SequenceNumber First, SequenceNumber Previous, uint Generation, bool HasKept, uint Salt)
{
    internal const int Size = 44;
    private const uint Version = 3;

    private static ReadOnlySpan<byte> Magic => "SPAREJNL"u8;

    internal byte[] Format()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Salt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), First.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Previous.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32), Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(36), HasKept ? 1u : 0u);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), Crc32C.Of(0, bytes.AsSpan(0, 40)));
        return bytes;
    }

    /// <summary>Null when these are not the beginning of a segment of this version.</summary>
    internal static SegmentHeader? Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Size
        && bytes.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Version
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]) == Crc32C.Of(0, bytes[..40])
            ? new SegmentHeader(
                new SequenceNumber(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])),
                new SequenceNumber(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) != 0,
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]))
            : null;
}
