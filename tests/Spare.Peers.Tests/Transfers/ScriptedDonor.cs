using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Spare.Protocol;

namespace Spare.Peers.Tests.Transfers;

/// <summary>A donor with the right certificate that sends what a test wants.</summary>
internal sealed class ScriptedDonor : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PeerIdentity identity;
    private readonly Func<Stream, Task> script;
    private readonly Task serving;

    /// <param name="script">Gets each connection for catching up once it was greeted; its end closes it.</param>
    public ScriptedDonor(Cluster cluster, HostId host, Func<Stream, Task> script)
    {
        identity = cluster.Authority.IssueIdentity(host);
        this.script = script;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(cluster.Addresses[host]);
        listener.Listen();
        serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await serving;
        identity.Dispose();
        ending.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var socket = await listener.AcceptAsync(ending.Token);
                await using var stream = new SslStream(new NetworkStream(socket));
                await stream.AuthenticateAsServerAsync(Authentication(), ending.Token);
                if (stream.NegotiatedApplicationProtocol == PeerProtocol.CatchUp)
                {
                    await stream.WriteAsync(new[] { PeerSocket.Greeting }, ending.Token);
                    await script(stream);
                }
            }
            catch (Exception over) when (over is IOException or SocketException or OperationCanceledException
                or AuthenticationException)
            {
                // The other side has had enough, or the test ends.
            }
        }
    }

    private SslServerAuthenticationOptions Authentication() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [PeerProtocol.CatchUp],
        ServerCertificateContext = SslStreamCertificateContext.Create(identity.Certificate, null, offline: true),
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => identity.Check(certificate).Host is not null,
    };
}
