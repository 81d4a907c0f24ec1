using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Protocol.Http;

namespace Spare.Interception.Tests;

public sealed class ListeningTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task With_a_certificate_clients_speak_tls_and_the_service_learns_it()
    {
        using var certificate = SelfSigned();
        await using var running = await RunningFrontEnd.StartAsync(options => options with { Certificate = certificate });
        using var client = await RawClient.ConnectAsync(running.Address, async stream =>
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, offered, _, _) =>
                    offered?.GetCertHashString() == certificate.GetCertHashString(),
            });
            return tls;
        });
        await client.SendAsync(Get + "GET / HTTP/1.1\nHost: a\r\n\r\n");
        Assert.Equal(200, (await client.ReadReplyAsync()).Status);
        Assert.Equal(400, (await client.ReadReplyAsync()).Status);
        Assert.Contains(
            "x-forwarded-proto: https\r\n",
            Encoding.Latin1.GetString(Assert.Single(running.Sink.Requests).Headers.Span),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_a_socket_that_it_inherited()
    {
        using var inherited = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        inherited.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        inherited.Listen();
        var port = ((IPEndPoint)inherited.LocalEndPoint!).Port;
        await using var running = await RunningFrontEnd.StartAsync(
            options => options with { Addresses = [], InheritedSocket = (int)inherited.Handle });
        using var client = await RawClient.ConnectAsync(new Uri($"http://127.0.0.1:{port}"));
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReadReplyAsync()).Status);
    }

    [Fact]
    public async Task It_listens_on_several_addresses()
    {
        await using var running = await RunningFrontEnd.StartAsync(options => options with
        {
            Addresses = [new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.IPv6Loopback, 0)],
        });
        Assert.Equal(2, running.FrontEnd.Addresses.Length);
        foreach (var address in running.FrontEnd.Addresses)
        {
            using var client = await RawClient.ConnectAsync(address);
            await client.SendAsync(Get);
            Assert.Equal(200, (await client.ReadReplyAsync()).Status);
        }

        Assert.Contains(running.Sink.Requests, request =>
            Encoding.Latin1.GetString(request.Headers.Span).Contains("x-forwarded-for: ::1\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        await using var running = await RunningFrontEnd.StartAsync();
        var taken = new IPEndPoint(IPAddress.Loopback, running.Address.Port);
        var failure = await Assert.ThrowsAsync<IOException>(
            () => RunningFrontEnd.StartAsync(options => options with { Addresses = [taken] }));
        Assert.Contains(taken.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_the_options_are_told_at_once()
    {
        var options = new FrontEndOptions { ConnectionsMaximum = 0, BufferMaximum = 1 };
        Assert.Equal(3, options.FindMistakes().Length);
        await Assert.ThrowsAsync<ArgumentException>(() => FrontEnd.StartAsync(
            options,
            new RouteTable(RouteLimits.Default, []),
            new RecordingSink(),
            NullLoggerFactory.Instance,
            CancellationToken.None));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
