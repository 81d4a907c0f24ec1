using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Replicas.Services;

namespace Spare.Replicas.Tests.Services;

/// <summary>Calls for tests, and what is commonly asked of their replies.</summary>
internal static class Calls
{
    public static readonly Instant Time = new(1_800_000_000_123_456);

    public static ServiceCall Get(string target = "/", RouteClass routeClass = RouteClass.Write) =>
        Make("GET", target, string.Empty, new RouteLimits(1000, 1000, TimeSpan.FromSeconds(10)), routeClass);

    public static ServiceCall Make(
        string method, string target, string body, RouteLimits limits, RouteClass routeClass = RouteClass.Write)
    {
        var fields = new FieldList();
        Assert.True(fields.TryAdd("host", "example"));
        Assert.True(fields.TryAdd("accept-encoding", "gzip"));
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, method, target, fields);
        writer.Raw(Encoding.Latin1.GetBytes(body));
        Assert.True(CanonicalRequest.TryParse(writer.ToArray(), out var request));
        Assert.True(RoutePattern.TryParse("/*", out var pattern, out _));
        var route = new Route { Number = default, Path = pattern, Limits = limits, Class = routeClass };
        return new ServiceCall(request, route, limits.Deadline, Time, new Seed(1, 2), ReplyKeeping.Whole);
    }

    public static ServiceCall Within(this ServiceCall call, TimeSpan deadline, int replyMaximum = 1000) => call with
    {
        Deadline = deadline,
        Route = new Route
        {
            Number = call.Route.Number,
            Path = call.Route.Path,
            Class = call.Route.Class,
            Limits = new RouteLimits(1000, replyMaximum, deadline),
        },
    };

    public static CanonicalReply Parsed(this ServiceReply reply)
    {
        Assert.Equal(Spare.Protocol.Messages.Outcome.Replied, reply.Outcome);
        Assert.True(CanonicalReply.TryParse(reply.Canonical, out var parsed));
        Assert.Equal(reply.Digest, parsed.ComputeDigest());
        return parsed;
    }

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}
