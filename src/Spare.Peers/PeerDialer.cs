using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>Connects to another manager, and is sure that it is the one.</summary>
internal sealed class PeerDialer(PeerIdentity identity, PeerLinkOptions options)
{
    /// <exception cref="IOException">So are <see cref="SocketException"/> and <see cref="AuthenticationException"/>.</exception>
    public async Task<SslStream> ConnectAsync(
        HostId peer, IPEndPoint address, SslApplicationProtocol protocol, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.HandshakePatience);
        var socket = PeerSocket.Create(address.AddressFamily, options);
        try
        {
            await socket.ConnectAsync(address, patience.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(Authentication(peer, protocol), patience.Token);
            await ExpectGreetingAsync(stream, patience.Token);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions Authentication(HostId peer, SslApplicationProtocol protocol) => new()
    {
        TargetHost = PeerName.Of(peer),
        ApplicationProtocols = [protocol],
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateContext = SslStreamCertificateContext.Create(identity.Certificate, null, offline: true),
        RemoteCertificateValidationCallback = (_, certificate, _, _) => identity.Check(certificate).Host == peer,
    };

    // In TLS 1.3 a client is done before the server has looked at its certificate.
    private static async Task ExpectGreetingAsync(SslStream stream, CancellationToken cancellation)
    {
        var greeting = new byte[1];
        await stream.ReadExactlyAsync(greeting, cancellation);
        if (greeting[0] != PeerSocket.Greeting)
        {
            throw new IOException("The peer speaks another version of the protocol.");
        }
    }
}
