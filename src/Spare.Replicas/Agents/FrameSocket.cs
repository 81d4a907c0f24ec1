using System.Net.Sockets;
using Spare.Protocol.Agents;

namespace Spare.Replicas.Agents;

/// <summary>Frames over one socket: any number of senders, one receiver.</summary>
internal sealed class FrameSocket(Socket socket, int frameMaximum) : IDisposable
{
    private readonly FrameBuffer buffer = new(frameMaximum);
    private readonly SemaphoreSlim sending = new(1, 1);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (!frame.IsEmpty)
            {
                frame = frame[await socket.SendAsync(frame, cancellation).ConfigureAwait(false)..];
            }
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False: the agent closed the connection.</returns>
    public async ValueTask<bool> ReceiveAsync(CancellationToken cancellation)
    {
        var count = await socket.ReceiveAsync(buffer.Space, cancellation).ConfigureAwait(false);
        buffer.Received(count);
        return count > 0;
    }

    /// <summary>Gives every whole frame that has come to <paramref name="receive"/>.</summary>
    /// <returns>Why there is nothing more to receive, or <c>null</c>.</returns>
    public string? TakeAll(FrameReceiver receive)
    {
        while (buffer.TryTake(out var content))
        {
            if (receive(content) is { } refusal)
            {
                return refusal;
            }
        }

        return buffer.Failed ? "the agent announced a frame that is empty or too long" : null;
    }

    public void Dispose()
    {
        socket.Dispose();
        sending.Dispose();
    }
}

/// <summary>Takes one frame; gives the reason when it is not to be borne.</summary>
internal delegate string? FrameReceiver(ReadOnlySpan<byte> content);
