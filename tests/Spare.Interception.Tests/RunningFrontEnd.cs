using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Interception.Tests;

/// <summary>A real front end on a free port of the loopback, with the sink behind it.</summary>
internal sealed class RunningFrontEnd : IAsyncDisposable
{
    private RunningFrontEnd(FrontEnd frontEnd, RecordingSink sink) => (FrontEnd, Sink) = (frontEnd, sink);

    public FrontEnd FrontEnd { get; }

    public RecordingSink Sink { get; }

    public Uri Address => FrontEnd.Addresses[0];

    public static async Task<RunningFrontEnd> StartAsync(
        Func<FrontEndOptions, FrontEndOptions>? change = null, RouteTable? routes = null, ILoggerFactory? loggers = null)
    {
        var options = new FrontEndOptions { Addresses = [new IPEndPoint(IPAddress.Loopback, 0)] };
        var sink = new RecordingSink();
        var frontEnd = await FrontEnd.StartAsync(
            change?.Invoke(options) ?? options,
            routes ?? new RouteTable(RouteLimits.Default, []),
            sink,
            loggers ?? NullLoggerFactory.Instance,
            CancellationToken.None);
        return new RunningFrontEnd(frontEnd, sink);
    }

    public static RouteTable Routes(params (string Path, RouteLimits Limits)[] routes) => new(
        RouteLimits.Default,
        [
            .. routes.Select((route, i) =>
            {
                Assert.True(RoutePattern.TryParse(route.Path, out var pattern, out _));
                var number = new RouteNumber((ushort)(i + 1));
                return new Route { Number = number, Path = pattern, Limits = route.Limits };
            }),
        ]);

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Address);

    public async Task<RawReply> AskAsync(string request)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadReplyAsync(request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => FrontEnd.DisposeAsync();
}
