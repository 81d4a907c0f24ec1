using System.Collections.Frozen;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Peers;

/// <summary>
/// Messages between managers over TCP and mutual TLS 1.3: one connection in each direction for each pair. A sender is
/// who its certificate says. Catching up has connections of its own.
/// </summary>
public sealed class PeerLink : IPeerLink
{
    private const int Backlog = 64;

    private readonly PeerLinkOptions options;
    private readonly Socket listener;
    private readonly Channel<PeerDelivery> deliveries;
    private readonly FrozenDictionary<HostId, OutgoingConnection> outgoing;
    private readonly IncomingConnections incoming;
    private readonly Refusals refusals;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private long sent;
    private long dropped;

    private PeerLink(PeerIdentity identity, PeerLinkOptions options, Socket listener, HostDisk? disk, ILogger logger)
    {
        this.options = options;
        this.listener = listener;
        deliveries = Channel.CreateBounded<PeerDelivery>(
            new BoundedChannelOptions(options.DeliveryMaximum) { AllowSynchronousContinuations = true });
        refusals = new Refusals(options.RefusalLogInterval, TimeProvider.System, logger);
        var dialer = new PeerDialer(identity, options);
        CatchUp = disk is null ? null : new Receiver(disk, dialer, options, logger);
        var donor = disk is null ? null : new Donor(disk, options, logger);
        incoming = new IncomingConnections(listener, identity, options, refusals, deliveries.Writer, donor);
        outgoing = options.Peers.ToFrozenDictionary(
            peer => peer.Key, peer => new OutgoingConnection(peer.Key, peer.Value, dialer, options, logger));
        running = Task.WhenAll(
            outgoing.Values.Select(connection => connection.RunAsync(stopping.Token)).Append(incoming.RunAsync(stopping.Token)));
    }

    public ChannelReader<PeerDelivery> Deliveries => deliveries.Reader;

    /// <summary>Null without a disk.</summary>
    public ICatchUp? CatchUp { get; }

    /// <summary>
    /// Completes once messages to every other manager are not dropped any more; a connection may be lost again later.
    /// </summary>
    public Task Connected => Task.WhenAll(outgoing.Values.Select(connection => connection.Connected));

    public PeerTraffic Traffic =>
        new(Interlocked.Read(ref sent), Interlocked.Read(ref dropped), incoming.Received, refusals.Count);

    /// <summary>Listens and begins to connect; <see cref="PeerException"/> when it cannot listen.</summary>
    /// <param name="disk">What other hosts catch up from, and what catches up from them; null: this one does neither.</param>
    public static PeerLink Start(PeerIdentity identity, PeerLinkOptions options, ILogger logger, HostDisk? disk = null)
    {
        if (options.Peers.ContainsKey(identity.Host))
        {
            throw new PeerException($"Manager {identity.Host} is among its own peers: its certificate is for that host.");
        }

        var listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(options.Listen);
            listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new PeerException(
                $"Cannot listen for other managers on {options.Listen}: {e.Message}. Free the address, or configure another.", e);
        }

        return new PeerLink(identity, options, listener, disk, logger);
    }

    public bool Send(HostId receiver, ReadOnlySpan<byte> message)
    {
        var taken = message.Length <= options.MessageMaximum
            && outgoing.TryGetValue(receiver, out var connection)
            && connection.TrySend(message);
        Interlocked.Increment(ref taken ? ref sent : ref dropped);
        return taken;
    }

    public void Flush()
    {
        foreach (var connection in outgoing.Values)
        {
            connection.Flush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        listener.Dispose();
        await running;
        deliveries.Writer.TryComplete();
        stopping.Dispose();
    }
}
