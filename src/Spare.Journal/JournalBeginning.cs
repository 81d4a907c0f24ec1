using System.Buffers.Binary;
using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;

namespace Spare.Journal;

/// <summary>What the journal goes on from since it was last reset: a small file, replaced as a whole.</summary>
/// <param name="Generation">Segments of another one were written before the reset.</param>
internal sealed record JournalBeginning(uint Generation, JournalEnd? End)
{
    private const string Name = "beginning";
    private const int Size = 40 + Digest.Size;

    private static ReadOnlySpan<byte> Magic => "SPAREBG1"u8;

    internal static JournalBeginning Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        return !File.Exists(path)
            ? new JournalBeginning(0, null)
            : Parse(File.ReadAllBytes(path)) ?? throw new JournalDamageException($"the journal is damaged: {path}");
    }

    internal void Write(string directory) => StableStorage.Replace(Path.Combine(directory, Name), Format());

    private byte[] Format()
    {
        var end = End ?? JournalEnd.Image;
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), end.Sequence.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), end.Time.Microseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(28), end.Update.Value);
        end.Chain.Format(bytes.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Size - 4), Crc32C.Of(0, bytes.AsSpan(0, Size - 4)));
        return bytes;
    }

    private static JournalBeginning? Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size
        && bytes.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Size - 4)..]) == Crc32C.Of(0, bytes[..(Size - 4)])
            ? new JournalBeginning(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
                new JournalEnd(
                    new SequenceNumber(BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..])),
                    new Instant(BinaryPrimitives.ReadInt64LittleEndian(bytes[20..])),
                    new UpdateNumber(BinaryPrimitives.ReadUInt64LittleEndian(bytes[28..])),
                    Digest.Parse(bytes[36..])))
            : null;
}
