using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;

namespace Spare.Replication.Execution;

/// <summary>A request that has its place in the total order, with the time and the seed that go with the place.</summary>
/// <param name="Time">Agreed time: greater than that of the position before.</param>
/// <param name="Request">Canonical bytes.</param>
public sealed record OrderedRequest(
    SequenceNumber Sequence,
    RequestId Id,
    RouteNumber Route,
    RouteClass Class,
    Instant Time,
    Seed Seed,
    ReadOnlyMemory<byte> Request)
{
    /// <summary>The digest of the order up to here.</summary>
    public Digest Order { get; init; }

    /// <summary>What the client calls it by; null: it did not say.</summary>
    public IdempotencyKey? Key { get; init; }
}
