using System.Buffers.Binary;

namespace Spare.Protocol.Agents;

/// <summary>
/// Cuts a byte stream into frames. It grows with the bytes that really came, never with the length that a peer merely
/// announced, and fails for good at the first frame beyond the maximum.
/// </summary>
public sealed class FrameBuffer(int frameMaximum)
{
    private const int HeaderSize = sizeof(uint);
    private const int InitialSize = 16 * 1024;

    private byte[] buffer = new byte[InitialSize];
    private int start;
    private int end;

    /// <summary>The peer announced an empty frame or one beyond the maximum.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where the next bytes go; never empty. Call <see cref="Received"/> with how many came.</summary>
    public Memory<byte> Space
    {
        get
        {
            MakeSpace();
            return buffer.AsMemory(end);
        }
    }

    public static byte[] Frame(ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeaderSize + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)content.Length);
        content.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    public void Received(int count)
    {
        Invariant.Holds(count >= 0 && count <= buffer.Length - end);
        end += count;
    }

    /// <summary>The content of the next whole frame; valid until <see cref="Space"/> is asked for.</summary>
    public bool TryTake(out ReadOnlySpan<byte> content)
    {
        content = [];
        if (Failed || end - start < HeaderSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));
        if (length == 0 || length > (uint)frameMaximum)
        {
            Failed = true;
            return false;
        }

        if (end - start - HeaderSize < (int)length)
        {
            return false;
        }

        content = buffer.AsSpan(start + HeaderSize, (int)length);
        start += HeaderSize + (int)length;
        return true;
    }

    private void MakeSpace()
    {
        var kept = end - start;
        if (kept == 0 && buffer.Length > InitialSize)
        {
            buffer = new byte[InitialSize];
        }
        else if (start > 0 && (kept == 0 || end == buffer.Length))
        {
            buffer.AsSpan(start, kept).CopyTo(buffer);
        }
        else if (end < buffer.Length)
        {
            return;
        }
        else
        {
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, HeaderSize + (long)frameMaximum));
        }

        (start, end) = (0, kept);
    }
}
