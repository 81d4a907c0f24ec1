using System.Buffers.Binary;
using System.Numerics;

namespace Spare.Protocol.Wire;

/// <summary>
/// The Castagnoli checksum, which processors compute themselves. It guards against torn writes, bad disks and bad
/// memory, not against forgery: it is for what trusted managers write themselves.
/// </summary>
public static class Crc32C
{
    public static uint Of(uint seed, ReadOnlySpan<byte> bytes)
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
