using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Replicas.Services;

/// <summary>The question whose answer nobody needs; it is the service's health check, so that it changes nothing.</summary>
internal static class WarmUp
{
    /// <summary>Somebody waits for the first write, and that one has a deadline of its own.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static ServiceCall CallOf(string path)
    {
        var fields = new FieldList();
        Invariant.Holds(fields.TryAdd("host", "localhost"));
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "GET", path, fields);
        Invariant.Holds(CanonicalRequest.TryParse(writer.ToArray(), out var request));
        Invariant.Holds(RoutePattern.TryParse(path, out var pattern, out _));
        var route = new Route { Number = default, Path = pattern, Class = RouteClass.Read };
        var now = Instant.FromDateTimeOffset(DateTimeOffset.UtcNow);
        return new ServiceCall(request, route, Patience, now, default, ReplyKeeping.Digest) { MayBeLate = true };
    }
}
