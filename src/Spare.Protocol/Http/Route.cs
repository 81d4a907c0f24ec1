using System.Collections.Immutable;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Http;

/// <summary>One entry of the service file's list of routes: which requests it takes and how they are executed.</summary>
public sealed class Route
{
    public required RouteNumber Number { get; init; }

    public required RoutePattern Path { get; init; }

    /// <summary>Upper case; empty means every method. A route for GET takes HEAD as well.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    public RouteClass Class { get; init; } = RouteClass.Write;

    public RouteLimits Limits { get; init; } = RouteLimits.Default;

    public Route WithLimits(RouteLimits limits) =>
        new() { Number = Number, Path = Path, Methods = Methods, Class = Class, Limits = limits };

    public bool Matches(string method, ReadOnlySpan<char> path) => Takes(method) && Path.Matches(path);

    public override string ToString()
    {
        var methods = Methods.IsEmpty ? "all methods" : string.Join(',', Methods);
        return $"{Number}: {methods}, {Path} ({(Class == RouteClass.Read ? "read" : "write")})";
    }

    private bool Takes(string method) =>
        Methods.IsEmpty || Methods.Contains(method) || (method == "HEAD" && Methods.Contains("GET"));
}
