using Spare.Protocol.Http;
using Spare.Replicas.Faults;

namespace Spare.Replicas.Services;

/// <summary>How the manager connects to one instance of a replica's service.</summary>
public sealed record ServiceClientOptions
{
    /// <summary>
    /// Shorter than services keep idle connections (the shortest known default is 2 s): a write is never sent again, so
    /// it must not meet a connection that is just being closed.
    /// </summary>
    public static readonly TimeSpan IdleMaximum = TimeSpan.FromSeconds(1);

    /// <summary>Requests at a time; each has a connection of its own. 1 for the instance that executes writes.</summary>
    public int ConnectionsMaximum { get; init; } = 1;

    /// <summary>The fault that an operator wants in the reply to the next request of a class; null: never any.</summary>
    internal Func<RouteClass, ReplyFault?>? TakeFault { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
