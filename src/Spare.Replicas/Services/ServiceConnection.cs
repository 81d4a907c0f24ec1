using System.Net;
using System.Net.Sockets;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Replicas.Faults;

namespace Spare.Replicas.Services;

/// <summary>
/// One connection to a service, with at most one request on it. Between requests it keeps listening, so that a
/// connection which the service closed, or spoke on unasked, is known before the next request is sent on it.
/// </summary>
internal sealed class ServiceConnection : IDisposable
{
    private const int ReceiveSize = 32 * 1024;

    /// <summary>A longer body is sent from where it is instead of being copied behind the head.</summary>
    private const int CopiedBodyMaximum = 16 * 1024;

    private readonly Socket socket;
    private readonly VolatileFields volatileFields;
    private readonly ReplyReader reader;
    private readonly WireWriter request = new(1024);
    private readonly byte[] received = new byte[ReceiveSize];
    private readonly CallDeadline deadline;
    private ValueTask<int> receiving;

    /// <summary>Of the call that is made to go wrong.</summary>
    private TaskCompletionSource? aborted;

    private ServiceConnection(Socket socket, VolatileFields volatileFields)
    {
        this.socket = socket;
        this.volatileFields = volatileFields;
        reader = new ReplyReader(volatileFields);
        deadline = new CallDeadline(Abort);
        Listen();
    }

    public ReplyReader Reader => reader;

    /// <summary>The reading of the last reply was ended by its deadline.</summary>
    public bool HasExpired => deadline.HasExpired;

    /// <summary>Carried a request before.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Nothing came since the last reply, not even the end.</summary>
    public bool IsQuiet => !receiving.IsCompleted;

    public bool IsReusable => reader.IsConnectionReusable && !deadline.HasExpired;

    /// <summary>When it was last given back, by <see cref="Environment.TickCount64"/>.</summary>
    public long IdleSince { get; private set; }

    /// <exception cref="SocketException">Nobody listens, or not reachable.</exception>
    public static async ValueTask<ServiceConnection> ConnectAsync(
        IPEndPoint endpoint, VolatileFields volatileFields, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            return new ServiceConnection(socket, volatileFields);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends the request and reads its reply; how that ended is in <see cref="Reader"/>.</summary>
    /// <param name="fault">What an operator has the reply be; null for what the service sends.</param>
    public async ValueTask ExchangeAsync(ServiceCall call, ReplyFault? fault, CancellationToken cancellation)
    {
        aborted = fault is null ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.UnsafeRegister(
            static connection => ((ServiceConnection)connection!).Abort(), this);
        reader.Begin(call.Expectation);
        deadline.Set(call.Deadline);
        try
        {
            await SendAsync(call).ConfigureAwait(false);
            if (fault is null)
            {
                await ReceiveAsync().ConfigureAwait(false);
            }
            else
            {
                await ReceiveAlteredAsync(call, fault).ConfigureAwait(false);
            }
        }
        finally
        {
            deadline.Clear();
            IsReused = true;
            IdleSince = Environment.TickCount64;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Whether bytes came that nobody had asked for; to be asked once, when it is no longer quiet.</summary>
    public async ValueTask<bool> HasSpokenUnaskedAsync()
    {
        try
        {
            return await receiving.ConfigureAwait(false) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        deadline.Dispose();
        socket.Dispose();
    }

    private void Abort()
    {
        socket.Dispose();
        aborted?.TrySetResult();
    }

    private async ValueTask SendAsync(ServiceCall call)
    {
        request.Clear();
        ServiceRequest.WriteHead(request, call.Request, call.AgreedTime, call.Seed, volatileFields);
        var body = call.Request.Body;
        var isCopied = body.Length <= CopiedBodyMaximum;
        if (isCopied)
        {
            request.Raw(body.Span);
        }

        try
        {
            await socket.SendAsync(request.WrittenMemory, SocketFlags.None).ConfigureAwait(false);
            if (!isCopied)
            {
                await socket.SendAsync(body, SocketFlags.None).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The service may have replied before it stopped reading; what there is to receive decides.
        }
    }

    private async ValueTask ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var count = await receiving.ConfigureAwait(false);
                var progress = count == 0 ? reader.End() : reader.Feed(received.AsSpan(0, count));
                if (count != 0 && (progress == ReplyProgress.Incomplete || reader.IsConnectionReusable))
                {
                    Listen();
                }

                if (progress != ReplyProgress.Incomplete)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            reader.End();
        }
    }

    /// <summary>Has the whole reply come first, and gives the reader what the fault makes of it.</summary>
    private async ValueTask ReceiveAlteredAsync(ServiceCall call, ReplyFault fault)
    {
        var honest = new HonestReply(volatileFields, call.Expectation);
        try
        {
            while (!honest.HasEnded)
            {
                var count = await receiving.ConfigureAwait(false);
                honest.Take(received.AsSpan(0, count));
                Listen();
            }

            var script = honest.Altered(fault, call.Expectation.BodyMaximum);
            await ScriptPlayer.PlayAsync(script, reader, aborted!.Task).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The call was aborted, or the service reset the connection.
        }

        if (reader.Progress == ReplyProgress.Incomplete)
        {
            reader.End();
        }
    }

#pragma warning disable CA2012 // Kept while the connection is idle; awaited once, by the next call or when it is discarded.
    private void Listen() => receiving = socket.ReceiveAsync(received.AsMemory(), SocketFlags.None);
#pragma warning restore CA2012
}
