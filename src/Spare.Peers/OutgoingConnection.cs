using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>Sends to one peer: connects, and connects again, for as long as it is told to run.</summary>
internal sealed class OutgoingConnection(
    HostId peer, IPEndPoint address, PeerDialer dialer, PeerLinkOptions options, ILogger logger)
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null without a connection. A new one for each, so that nothing old is sent late.
    private FrameBuffer? buffer;

    /// <summary>Completes with the first connection.</summary>
    public Task Connected => connected.Task;

    /// <summary>False: dropped.</summary>
    public bool TrySend(ReadOnlySpan<byte> message) =>
        Volatile.Read(ref buffer) is { } current && current.TryAppend(message);

    /// <summary>What waits goes out now, or behind what is being written.</summary>
    public void Flush()
    {
        if (Volatile.Read(ref buffer) is { IsEmpty: false })
        {
            wake.Writer.TryWrite(true);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = options.ReconnectPauseMinimum;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var stream = await dialer.ConnectAsync(peer, address, PeerProtocol.Messages, cancellation);
                Log.Connected(logger, peer, address);
                pause = options.ReconnectPauseMinimum;
                await ServeAsync(stream, cancellation);
            }
            catch (Exception e) when (
                e is IOException or SocketException or AuthenticationException or OperationCanceledException)
            {
                Log.Disconnected(logger, peer, address, e.Message);
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < options.ReconnectPauseMaximum ? pause * 2 : options.ReconnectPauseMaximum;
        }
    }

    private async Task ServeAsync(SslStream stream, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var current = new FrameBuffer(options.SendBytes);
        Volatile.Write(ref buffer, current);
        connected.TrySetResult();
        var ending = EndAsync(stream, over);
        try
        {
            while (await wake.Reader.WaitToReadAsync(over.Token))
            {
                wake.Reader.TryRead(out _);
                if (current.Take() is { IsEmpty: false } frames)
                {
                    await stream.WriteAsync(frames, over.Token);
                }
            }
        }
        finally
        {
            Volatile.Write(ref buffer, null);
            await over.CancelAsync();
            await ending;
        }
    }

    /// <summary>The peer sends nothing after its greeting: whatever can be read is the end.</summary>
    private static async Task EndAsync(SslStream stream, CancellationTokenSource over)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, over.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Over, one way or the other.
        }

        await over.CancelAsync();
    }
}
