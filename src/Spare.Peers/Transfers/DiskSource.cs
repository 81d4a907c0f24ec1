using System.Security.Cryptography;
using Spare.Protocol;
using Spare.Protocol.Wire;

namespace Spare.Peers.Transfers;

/// <summary>A disk as it comes, in parts. It ends only when all of it came and its digest is right; otherwise it throws.</summary>
internal sealed class DiskSource(TransferChannel channel) : Stream
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> part;
    private long length;
    private bool isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => length - part.Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (part.IsEmpty && !isOver && !buffer.IsEmpty)
        {
            Take(await channel.ReceiveAsync(cancellationToken));
        }

        var count = Math.Min(buffer.Length, part.Length);
        part[..count].CopyTo(buffer);
        part = part[count..];
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        digest.Dispose();
        base.Dispose(disposing);
    }

    private void Take(TransferFrame frame)
    {
        switch (frame.Kind)
        {
            case TransferFrameKind.DiskPart:
                part = frame.Content;
                length += part.Length;
                digest.AppendData(part.Span);
                break;
            case TransferFrameKind.DiskEnd:
                DemandEnd(frame.Content);
                isOver = true;
                break;
            default:
                throw Unexpected.In(frame, "the base");
        }
    }

    private void DemandEnd(ReadOnlyMemory<byte> content)
    {
        var reader = new WireReader(content.Span);
        var (said, expected) = (reader.Int64(), reader.Digest());
        if (!reader.Complete || said != length || expected != Digest.Parse(digest.GetHashAndReset()))
        {
            throw new IOException($"the base came with {length} bytes, which are not what the donor sent");
        }
    }
}
