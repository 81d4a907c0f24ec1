using System.Buffers.Binary;

namespace Spare.Peers;

/// <summary>Takes frames from a stream of bytes that nobody has checked.</summary>
internal sealed class FrameReader(Stream stream, int messageMaximum)
{
    private readonly byte[] buffer = new byte[2 * (FrameBuffer.HeaderSize + messageMaximum)];
    private int start;
    private int end;

    /// <summary>The next message, or null at the end of the stream; <see cref="InvalidDataException"/> for one too large.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        while (!IsWhole())
        {
            if (start > buffer.Length / 2)
            {
                buffer.AsSpan(start..end).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            var count = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            if (count == 0)
            {
                return null;
            }

            end += count;
        }

        var length = Length;
        var message = buffer.AsSpan(start + FrameBuffer.HeaderSize, length).ToArray();
        start += FrameBuffer.HeaderSize + length;
        if (start == end)
        {
            (start, end) = (0, 0);
        }

        return message;
    }

    private int Length => (int)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));

    private bool IsWhole()
    {
        if (end - start < FrameBuffer.HeaderSize)
        {
            return false;
        }

        if ((uint)Length > (uint)messageMaximum)
        {
            throw new InvalidDataException($"a frame of {(uint)Length} bytes, more than {messageMaximum}");
        }

        return end - start >= FrameBuffer.HeaderSize + Length;
    }
}
