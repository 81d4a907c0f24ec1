using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Peers.Transfers;
using Spare.Protocol;

namespace Spare.Peers.Tests;

/// <summary>Managers on loopback addresses, with certificates of one authority.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly List<Socket> reserved = [];

    public Cluster(int hosts)
    {
        Addresses = Enumerable.Range(1, hosts).ToImmutableDictionary(
            number => new HostId((uint)number), _ => FreeAddress());
    }

    public static HostId H1 { get; } = new(1);

    public static HostId H2 { get; } = new(2);

    public PeerAuthority Authority { get; } = PeerAuthority.Create();

    public ImmutableDictionary<HostId, IPEndPoint> Addresses { get; }

    /// <summary>A manager that others catch up from, and that catches up.</summary>
    public PeerLink Start(HostId host, HostDisk disk, Func<PeerLinkOptions, PeerLinkOptions>? change = null) =>
        PeerLink.Start(
            Authority.IssueIdentity(host), (change ?? (options => options))(OptionsOf(host)), NullLogger.Instance, disk);

    public PeerLink Start(HostId host) => Start(host, Authority.IssueIdentity(host), OptionsOf(host));

    public static PeerLink Start(HostId host, PeerIdentity identity, PeerLinkOptions options) =>
        PeerLink.Start(identity, options, NullLogger.Instance);

    public PeerLinkOptions OptionsOf(HostId host) => new()
    {
        Listen = Addresses[host],
        Peers = Addresses.Remove(host),
        ReconnectPauseMinimum = TimeSpan.FromMilliseconds(5),
        ReconnectPauseMaximum = TimeSpan.FromMilliseconds(20),
    };

    public void Dispose()
    {
        foreach (var socket in reserved)
        {
            socket.Dispose();
        }

        Authority.Dispose();
    }

    // Bound, but not listening, until the end: with address reuse the link can take it, and nobody else is given it.
    private IPEndPoint FreeAddress()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        reserved.Add(socket);
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
