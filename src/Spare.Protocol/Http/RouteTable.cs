using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Http;

/// <summary>
/// The routes of a service. The first declared route that matches takes the request, in the order of the file; what
/// matches none takes route 0, which is always a write. Equal on all managers that serve together.
/// </summary>
public sealed class RouteTable
{
    public const int RoutesMaximum = 1000;

    private readonly ImmutableArray<Route> routes;

    /// <param name="undeclared">Limits of requests that no declared route takes.</param>
    /// <param name="declared">In the order of the file; the first has number 1, the next number 2.</param>
    public RouteTable(RouteLimits undeclared, ImmutableArray<Route> declared)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(declared.Length, RoutesMaximum);
        routes = [MakeUndeclared(undeclared), .. declared];
        for (var i = 0; i < routes.Length; i++)
        {
            Invariant.Holds(routes[i].Number.Value == i);
        }
    }

    /// <summary>Number 0: every request that no declared route takes.</summary>
    public Route Undeclared => routes[0];

    public ImmutableArray<Route> Declared => routes[1..];

    /// <summary>The same routes, with deadlines that are so many times longer.</summary>
    public RouteTable Slowed(int slowdown) => new(
        Undeclared.Limits.Slowed(slowdown), [.. Declared.Select(route => route.WithLimits(route.Limits.Slowed(slowdown)))]);

    /// <summary>The routes that a request can have come by; false for a number that no route has.</summary>
    public bool TryGet(RouteNumber number, [NotNullWhen(true)] out Route? route)
    {
        route = number.Value < routes.Length ? routes[number.Value] : null;
        return route is not null;
    }

    /// <summary>
    /// The route of a request with an origin-form target. A path that servers read differently (dot segments, encoded
    /// slashes) is taken by no declared route, so that it never passes for a read.
    /// </summary>
    public Route Resolve(string method, ReadOnlySpan<char> target)
    {
        var path = RequestPath.Of(target);
        if (routes.Length == 1 || !RequestPath.IsPlain(path))
        {
            return Undeclared;
        }

        for (var i = 1; i < routes.Length; i++)
        {
            if (routes[i].Matches(method, path))
            {
                return routes[i];
            }
        }

        return Undeclared;
    }

    private static Route MakeUndeclared(RouteLimits limits)
    {
        Invariant.Holds(RoutePattern.TryParse("/*", out var everything, out _));
        return new Route { Number = default, Path = everything, Limits = limits };
    }
}
