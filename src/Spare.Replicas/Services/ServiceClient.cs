using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Replicas.Services;

/// <summary>
/// The manager's client to one instance of a replica's service, which may be in an intruder's hands: whatever it does
/// ends as an <see cref="Outcome"/> by the route's deadline. A write is sent at most once.
/// </summary>
public sealed class ServiceClient : IDisposable
{
    private readonly IPEndPoint endpoint;
    private readonly VolatileFields volatileFields;
    private readonly ServiceClientOptions options;
    private readonly SemaphoreSlim places;
    private readonly Lock gate = new();
    private readonly Stack<ServiceConnection> idle = new();
    private readonly MisbehaviourNotices notices = new();
    private readonly Timer sweep;
    private bool isDisposed;

    public ServiceClient(IPEndPoint endpoint, VolatileFields volatileFields, ServiceClientOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ConnectionsMaximum, 1);
        (this.endpoint, this.volatileFields, this.options) = (endpoint, volatileFields, options);
        places = new SemaphoreSlim(options.ConnectionsMaximum);
        sweep = new Timer(
            static self => ((ServiceClient)self!).Sweep(),
            this,
            ServiceClientOptions.IdleMaximum,
            ServiceClientOptions.IdleMaximum);
    }

    /// <summary>What the service did wrong; bounded, and at most one a second of each kind.</summary>
    public ChannelReader<ServiceMisbehaviour> Misbehaviours => notices.Reader;

    /// <summary>
    /// Idle connections are kept until the service closes them: what comes next may be sent again, so it may meet one that
    /// is just being closed.
    /// </summary>
    public bool KeepsIdle { get; set; }

    /// <summary>Connections that wait for a request, and on which the service has not done anything since.</summary>
    public int IdleQuiet
    {
        get
        {
            lock (gate)
            {
                return idle.Count(connection => connection.IsQuiet);
            }
        }
    }

    /// <summary>Has the service execute a request; waits while all connections are busy.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants the reply any more; the connection is closed.</exception>
    public async ValueTask<ServiceReply> ExecuteAsync(ServiceCall call, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (TryTakeIdle(out var kept))
            {
                await ExchangeAsync(kept, call, cancellation).ConfigureAwait(false);
                if (!(call.MayRepeat && WasStale(kept)))
                {
                    return Conclude(kept, call);
                }

                kept.Dispose();
            }

            return await ExecuteOnNewAsync(call, cancellation).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
        }

        sweep.Dispose();
        Sweep();
        notices.Complete();
    }

    /// <summary>Closed by the service between the requests, before a byte of a reply.</summary>
    private static bool WasStale(ServiceConnection connection) =>
        connection.Reader is { Progress: ReplyProgress.Cut, HasBegun: false } && !connection.HasExpired;

    private async ValueTask<ServiceReply> ExecuteOnNewAsync(ServiceCall call, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.ConnectTimeout);
        ServiceConnection connection;
        try
        {
            connection = await ServiceConnection.ConnectAsync(endpoint, volatileFields, patience.Token)
                .ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            return Fail(Outcome.ServiceDied, $"no connection to {endpoint}: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(Outcome.ServiceDied, $"no connection to {endpoint} within {options.ConnectTimeout}");
        }

        await ExchangeAsync(connection, call, cancellation).ConfigureAwait(false);
        return Conclude(connection, call);
    }

    private async ValueTask ExchangeAsync(
        ServiceConnection connection, ServiceCall call, CancellationToken cancellation)
    {
        try
        {
            await connection.ExchangeAsync(call, options.TakeFault?.Invoke(call.Route.Class), cancellation)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            throw;
        }
    }

    private ServiceReply Conclude(ServiceConnection connection, ServiceCall call)
    {
        var reply = Judge(connection, call);
        if (connection.IsReusable)
        {
            GiveBack(connection);
        }
        else
        {
            connection.Dispose();
        }

        return reply;
    }

    private ServiceReply Judge(ServiceConnection connection, ServiceCall call)
    {
        var reader = connection.Reader;
        if (reader.HasSurplus)
        {
            notices.Report(MisbehaviourKind.SurplusBytes, "bytes beyond the end of a reply");
        }

        return reader.Progress switch
        {
            ReplyProgress.Complete => new ServiceReply(Outcome.Replied, reader.Digest, reader.Canonical, string.Empty),
            ReplyProgress.Malformed => Fail(Outcome.Malformed, reader.Flaw!),
            ReplyProgress.Oversize => Fail(Outcome.Oversize, $"{reader.Flaw}; {call.Route} permits less"),
            _ when connection.HasExpired && call.MayBeLate => new ServiceReply(Outcome.TimedOut, default, default, string.Empty),
            _ when connection.HasExpired => Fail(Outcome.TimedOut, $"no complete reply by the deadline of {call.Route}"),
            _ => Fail(Outcome.ServiceDied, reader.Flaw!),
        };
    }

    private ServiceReply Fail(Outcome outcome, string detail)
    {
        var kind = outcome switch
        {
            Outcome.Malformed => MisbehaviourKind.Malformed,
            Outcome.Oversize => MisbehaviourKind.Oversize,
            Outcome.TimedOut => MisbehaviourKind.TimedOut,
            _ => MisbehaviourKind.Died,
        };
        notices.Report(kind, detail);
        return new ServiceReply(outcome, default, default, detail);
    }

    private bool TryTakeIdle([NotNullWhen(true)] out ServiceConnection? connection)
    {
        while (true)
        {
            lock (gate)
            {
                if (!idle.TryPop(out connection))
                {
                    return false;
                }
            }

            if (connection.IsQuiet && IsRecent(connection, Environment.TickCount64))
            {
                return true;
            }

            Discard(connection);
        }
    }

    private void GiveBack(ServiceConnection connection)
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    private bool IsRecent(ServiceConnection connection, long now) =>
        KeepsIdle || now - connection.IdleSince < (long)ServiceClientOptions.IdleMaximum.TotalMilliseconds;

    /// <summary>Closes what is idle for too long at a time, what the service closed, and what it spoke on.</summary>
    private void Sweep()
    {
        var now = Environment.TickCount64;
        List<ServiceConnection> discarded = [];
        lock (gate)
        {
            ServiceConnection[] newestFirst = [.. idle];
            idle.Clear();
            for (var i = newestFirst.Length - 1; i >= 0; i--)
            {
                if (!isDisposed && newestFirst[i].IsQuiet && IsRecent(newestFirst[i], now))
                {
                    idle.Push(newestFirst[i]);
                }
                else
                {
                    discarded.Add(newestFirst[i]);
                }
            }
        }

        discarded.ForEach(Discard);
    }

    private void Discard(ServiceConnection connection) => _ = DiscardAsync(connection);

    private async Task DiscardAsync(ServiceConnection connection)
    {
        if (!connection.IsQuiet && await connection.HasSpokenUnaskedAsync().ConfigureAwait(false))
        {
            notices.Report(MisbehaviourKind.SurplusBytes, "bytes while nothing was asked");
        }

        connection.Dispose();
    }
}
