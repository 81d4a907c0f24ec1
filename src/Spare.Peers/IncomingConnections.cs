using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Peers;

/// <summary>
/// Accepts the connections of the other managers and delivers what they send. A peer counts as trusted (it may only
/// crash) once its certificate was checked; until then it is anybody, and bounded in number and time.
/// </summary>
internal sealed class IncomingConnections(
    Socket listener, PeerIdentity identity, PeerLinkOptions options, Refusals refusals, ChannelWriter<PeerDelivery> deliveries,
    Donor? donor)
{
    /// <summary>Connections that have not said who they are yet; further ones are closed at once.</summary>
    public const int StrangerMaximum = 16;

    private readonly ConcurrentDictionary<HostId, Incoming> current = [];
    private readonly ConcurrentDictionary<Task, bool> serving = [];
    private int strangers;
    private long received;

    public long Received => Interlocked.Read(ref received);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellation);
                Admit(socket, cancellation);
            }
            catch (SocketException e)
            {
                // The connection ended before it was accepted, or there are no descriptors left for it.
                refusals.Add(null, e.Message);
                await Task.Delay(options.ReconnectPauseMinimum, cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        await Task.WhenAll(serving.Keys);
    }

    private void Admit(Socket socket, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref strangers) > StrangerMaximum)
        {
            Interlocked.Decrement(ref strangers);
            refusals.Add(socket.RemoteEndPoint, "too many connections at once");
            socket.Dispose();
            return;
        }

        var task = ServeAsync(socket, cancellation);
        serving.TryAdd(task, true);
        task.ContinueWith(ended => serving.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        var address = socket.RemoteEndPoint;
        try
        {
            if (await GreetAsync(socket, address, cancellation) is var (peer, stream))
            {
                await using (stream)
                {
                    await ServeAsync(peer, stream, cancellation);
                }
            }
        }
        catch (InvalidDataException e)
        {
            refusals.Add(address, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The peer is gone, or was replaced by its next connection, or this manager ends.
        }
    }

    private Task ServeAsync(HostId peer, SslStream stream, CancellationToken cancellation) =>
        stream.NegotiatedApplicationProtocol == PeerProtocol.Messages ? DeliverAsync(peer, stream, cancellation)
        : donor is not null ? donor.ServeAsync(peer, stream, cancellation)
        : throw new InvalidDataException("there is nothing here to catch up from");

    /// <summary>Null: refused, and closed.</summary>
    private async Task<(HostId Peer, SslStream Stream)?> GreetAsync(
        Socket socket, EndPoint? address, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.HandshakePatience);
        var seen = new Presented();
        try
        {
            PeerSocket.Prepare(socket, options);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(Authentication(seen), patience.Token);
            if (stream.NegotiatedApplicationProtocol.Protocol.IsEmpty)
            {
                throw new AuthenticationException("no protocol");
            }

            await stream.WriteAsync(new[] { PeerSocket.Greeting }, patience.Token);
            return (seen.Host!.Value, stream); // Not null: the handshake would have failed.
        }
        catch (Exception e) when (
            e is AuthenticationException or IOException or SocketException or OperationCanceledException)
        {
            socket.Dispose();
            if (!cancellation.IsCancellationRequested)
            {
                refusals.Add(address, seen.Host is { } other ? $"{other} is not one of this manager's peers" : seen.Reason);
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref strangers);
        }
    }

    private SslServerAuthenticationOptions Authentication(Presented seen) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [PeerProtocol.Messages, PeerProtocol.CatchUp],
        ServerCertificateContext = SslStreamCertificateContext.Create(identity.Certificate, null, offline: true),
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            (seen.Host, seen.Reason) = identity.Check(certificate);
            return seen.Host is { } host && options.Peers.ContainsKey(host);
        },
    };

    private async Task DeliverAsync(HostId peer, SslStream stream, CancellationToken cancellation)
    {
        using var mine = new Incoming(cancellation);
        current.AddOrUpdate(peer, mine, (_, earlier) =>
        {
            earlier.Replace();
            return mine;
        });
        try
        {
            var reader = new FrameReader(stream, options.MessageMaximum);
            while (await reader.ReadAsync(mine.Token) is { } message)
            {
                Interlocked.Increment(ref received);
                await deliveries.WriteAsync(new PeerDelivery(peer, message), mine.Token);
            }
        }
        finally
        {
            current.TryRemove(new(peer, mine));
        }
    }

    /// <summary>Who the other side said it is, or why that is not believed.</summary>
    private sealed class Presented
    {
        public HostId? Host { get; set; }

        public string Reason { get; set; } = "no handshake";
    }

    /// <summary>A peer has one connection: its next one means that it gave this one up.</summary>
    private sealed class Incoming(CancellationToken cancellation) : IDisposable
    {
        private readonly CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        public CancellationToken Token => source.Token;

        public void Replace()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile.
            }
        }

        public void Dispose() => source.Dispose();
    }
}
