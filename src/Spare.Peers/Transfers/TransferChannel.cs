using System.Buffers;
using System.Buffers.Binary;
using Spare.Protocol.Wire;

namespace Spare.Peers.Transfers;

/// <summary>
/// The frames of one catch-up: length, kind, content, and a checksum that goes on from the one before, so that a frame
/// that is changed, missing or twice shows. Says regularly that this side is still there, and expects the same.
/// </summary>
internal sealed class TransferChannel : IAsyncDisposable
{
    /// <summary>A record of the journal, which is never split, is the largest content.</summary>
    public const int ContentMaximum = (64 * 1024 * 1024) + 1024;

    private const int HeaderSize = sizeof(uint) + 1;
    private const int BeatsPerSilence = 4;

    private readonly Stream stream;
    private readonly TimeSpan silence;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource ended = new();
    private readonly Task beats;
    private uint sent;
    private uint received;
    private long bytesReceived;

    public TransferChannel(Stream stream, TimeSpan silence)
    {
        this.stream = stream;
        this.silence = silence;
        beats = BeatAsync();
    }

    /// <summary>Bytes that came so far.</summary>
    public long BytesReceived => Interlocked.Read(ref bytesReceived);

    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task SendAsync(TransferFrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var size = HeaderSize + content.Length + sizeof(uint);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        await sending.WaitAsync(cancellation);
        try
        {
            BinaryPrimitives.WriteUInt32LittleEndian(buffer, (uint)content.Length);
            buffer[sizeof(uint)] = (byte)kind;
            content.Span.CopyTo(buffer.AsSpan(HeaderSize));
            sent = Crc32C.Of(sent, buffer.AsSpan(0, size - sizeof(uint)));
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(size - sizeof(uint)), sent);
            await stream.WriteAsync(buffer.AsMemory(0, size), cancellation);
        }
        finally
        {
            sending.Release();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The next frame that says more than that the other side is there.</summary>
    /// <exception cref="IOException">The connection is lost, silent for too long, or carries what nobody sent.</exception>
    public async Task<TransferFrame> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var frame = await ReadAsync(cancellation);
            if (frame.Kind != TransferFrameKind.StillThere)
            {
                return frame;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await beats;
        ended.Dispose();
        sending.Dispose();
    }

    private async Task<TransferFrame> ReadAsync(CancellationToken cancellation)
    {
        var header = new byte[HeaderSize];
        await FillAsync(header, cancellation);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length > ContentMaximum)
        {
            throw new IOException($"a frame of {length} bytes came, more than {ContentMaximum}");
        }

        var rest = new byte[(int)length + sizeof(uint)];
        await FillAsync(rest, cancellation);
        var content = rest.AsMemory(0, (int)length);
        received = Crc32C.Of(Crc32C.Of(received, header), content.Span);
        return BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan((int)length)) == received
            ? new TransferFrame((TransferFrameKind)header[sizeof(uint)], content)
            : throw new IOException("a frame came whose checksum is wrong");
    }

    private async Task FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            for (var count = 0; !buffer.IsEmpty; buffer = buffer[count..])
            {
                patience.CancelAfter(silence);
                count = await stream.ReadAsync(buffer, patience.Token);
                if (count == 0)
                {
                    throw new IOException("the connection ended early");
                }

                Interlocked.Add(ref bytesReceived, count);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {silence.TotalSeconds:0.#} s");
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(silence / BeatsPerSilence);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                await SendAsync(TransferFrameKind.StillThere, default, ended.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Whoever reads or sends notices it as well.
        }
    }
}
