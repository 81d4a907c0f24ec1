using System.Collections.Immutable;
using Spare.Protocol.Http;

namespace Spare.Replicas.Services;

/// <summary>Where the instances of a service listen inside a replica, and what of their replies is overwritten.</summary>
/// <param name="Reads">Ports of the read-only instances; empty: reads go to the write instance.</param>
public sealed record ServiceEndpoints(int Write, ImmutableArray<int> Reads, VolatileFields Volatile)
{
    /// <summary>
    /// The path that is asked of the write instance over the connection that the first write takes, before there is one:
    /// many services reach their database only when they are first asked for something. Null: nothing is asked.
    /// </summary>
    public string? Health { get; init; }
}
