using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spare.Interception.Connections;
using Spare.Interception.Requests;
using Spare.Protocol.Http;
using Spare.Runtime.Ports;

namespace Spare.Interception;

/// <summary>
/// The client side of a host (SPARE 2.3): an HTTP/1.1 server that takes clients' requests, puts them into canonical
/// form, hands them to the sink, and sends what comes back. Clients may send anything.
/// </summary>
/// <remarks>
/// Kestrel's server is used without its hosting layer: there is one application, and its pipeline would cost more than
/// everything that is done here.
/// </remarks>
public sealed class FrontEnd : IAsyncDisposable
{
    private readonly WebApplication container;
    private readonly IServer server;
    private readonly ExchangeApplication application;

    private FrontEnd(WebApplication container, ExchangeApplication application)
    {
        this.container = container;
        this.application = application;
        server = container.Services.GetRequiredService<IServer>();
    }

    /// <summary>Where it listens, ports chosen by the system included.</summary>
    public ImmutableArray<Uri> Addresses =>
        [.. server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address))];

    /// <summary>Bytes that are buffered for clients now.</summary>
    public long BufferedBytes => application.BufferedBytes;

    /// <summary>New requests are refused with 503; those that are being served finish.</summary>
    public bool IsDraining
    {
        get => application.IsDraining;
        set => application.IsDraining = value;
    }

    /// <exception cref="IOException">An address is taken or not of this machine; the message names it.</exception>
    public static async Task<FrontEnd> StartAsync(
        FrontEndOptions options,
        RouteTable routes,
        IRequestSink sink,
        ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        var mistakes = options.FindMistakes();
        if (!mistakes.IsEmpty)
        {
            throw new ArgumentException(string.Join(' ', mistakes), nameof(options));
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();

        // Nothing here blocks: what a client sent is parsed, and handed to the sink, by the thread that heard of it.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, loggers));
        var application = new ExchangeApplication(options, routes, sink, loggers);
        var frontEnd = new FrontEnd(builder.Build(), application);
        await frontEnd.server.StartAsync(application, cancellation).ConfigureAwait(false);
        return frontEnd;
    }

    /// <summary>Takes no more connections, and lets requests finish for at most <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        using var patience = new CancellationTokenSource(grace);
        await server.StopAsync(patience.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        await container.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, FrontEndOptions options, ILoggerFactory loggers)
    {
        kestrel.AddServerHeader = false;

        // One byte is one character: values pass through as they are.
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        Limit(kestrel.Limits, options);
        var gate = new ConnectionGate(options.ConnectionsMaximum, loggers.CreateLogger<ConnectionGate>());
        foreach (var address in options.Addresses)
        {
            kestrel.Listen(address, listen => Prepare(listen, options, gate, loggers));
        }

        if (options.InheritedSocket is { } descriptor)
        {
            kestrel.ListenHandle((ulong)descriptor, listen => Prepare(listen, options, gate, loggers));
        }
    }

    private static void Limit(KestrelServerLimits limits, FrontEndOptions options)
    {
        limits.MaxConcurrentConnections = options.ConnectionsMaximum + ConnectionGate.RefusedMaximum;
        limits.MaxRequestLineSize = CanonicalRequest.TargetMaximum;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestHeadersTotalSize = FieldList.BytesMaximum - 1024;
        limits.MaxRequestBufferSize = 64 * 1024;
        limits.MaxRequestBodySize = null; // Counted by route, so that the rest can be read and dropped.
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(options.RateMinimum, options.RateGrace);
        limits.MinResponseDataRate = new MinDataRate(options.RateMinimum, options.RateGrace);
    }

    private static void Prepare(
        ListenOptions listen, FrontEndOptions options, ConnectionGate gate, ILoggerFactory loggers)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (options.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
        }

        var logger = loggers.CreateLogger<GuardedReader>();
        listen.Use(next => connection => gate.PassAsync(connection, next));
        listen.Use(next => connection =>
        {
            connection.Transport = new GuardedTransport(connection.Transport, logger);
            return next(connection);
        });
    }
}
