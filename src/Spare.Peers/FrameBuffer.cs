using System.Buffers.Binary;

namespace Spare.Peers;

/// <summary>
/// Frames that wait to be written to one connection: each a length of 4 bytes and the message. Everything that
/// gathered goes out in one write. Bounded in bytes.
/// </summary>
internal sealed class FrameBuffer(int byteMaximum)
{
    public const int HeaderSize = sizeof(uint);

    private readonly Lock gate = new();
    private byte[] filling = new byte[4096];
    private byte[] spare = new byte[4096];
    private int length;

    public bool IsEmpty => Volatile.Read(ref length) == 0;

    public bool TryAppend(ReadOnlySpan<byte> message)
    {
        lock (gate)
        {
            var size = HeaderSize + message.Length;
            if (length + size > byteMaximum)
            {
                return false;
            }

            if (filling.Length - length < size)
            {
                Array.Resize(ref filling, Math.Min(byteMaximum, Math.Max(filling.Length * 2, length + size)));
            }

            BinaryPrimitives.WriteUInt32LittleEndian(filling.AsSpan(length), (uint)message.Length);
            message.CopyTo(filling.AsSpan(length + HeaderSize));
            length += size;
            return true;
        }
    }

    /// <summary>All that waits; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (gate)
        {
            (filling, spare) = (spare, filling);
            var taken = spare.AsMemory(0, length);
            length = 0;
            return taken;
        }
    }
}
