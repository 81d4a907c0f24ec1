using System.Collections.Immutable;
using Spare.Protocol.Messages;

namespace Spare.Replication.Requests;

/// <summary>How long replicas may take, for each route by itself.</summary>
internal sealed class Patience(ReplicationOptions options)
{
    private readonly ImmutableArray<RoutePatience> routes =
        [.. options.Routes.Select(terms => new RoutePatience(terms.Deadline))];

    public RoutePatience Of(RouteNumber route) => routes[options.Known(route)];
}
