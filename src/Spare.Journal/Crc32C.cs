using System.Buffers.Binary;
using System.Numerics;

namespace Spare.Journal;

/// <summary>
/// The Castagnoli checksum, which processors compute themselves. It guards against torn writes and bad disks, not
/// against forgery: the journal is the trusted manager's own.
/// </summary>
internal static class Crc32C
{
    internal static uint Of(uint seed, ReadOnlySpan<byte> bytes)
    {
        var value = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            value = BitOperations.Crc32C(value, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            value = BitOperations.Crc32C(value, single);
        }

        return ~value;
    }
}
