using System.Security.Cryptography;
using Spare.Protocol.Wire;

namespace Spare.Peers.Transfers;

/// <summary>Takes a disk and sends it in parts; at its end, how long it was and its digest.</summary>
internal sealed class DiskSink(TransferChannel channel) : Stream
{
    private const int PartMaximum = 256 * 1024;

    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; !buffer.IsEmpty; buffer = buffer[Math.Min(buffer.Length, PartMaximum)..])
        {
            var part = buffer[..Math.Min(buffer.Length, PartMaximum)];
            digest.AppendData(part.Span);
            length += part.Length;
            await channel.SendAsync(TransferFrameKind.DiskPart, part, cancellationToken);
        }
    }

    /// <summary>All of it was written.</summary>
    public Task EndAsync(CancellationToken cancellation)
    {
        var end = new WireWriter();
        end.Int64(length);
        end.Raw(digest.GetHashAndReset());
        return channel.SendAsync(TransferFrameKind.DiskEnd, end.WrittenMemory, cancellation);
    }

    public override void Flush()
    {
        // Nothing waits.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        digest.Dispose();
        base.Dispose(disposing);
    }
}
