using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replicas.Services;

/// <summary>What came of a request at a service. Its bytes come from the replica and prove nothing.</summary>
/// <param name="Digest">Of the canonical reply; <c>default</c> unless replied.</param>
/// <param name="Canonical">Bytes of the canonical reply; empty unless replied and to be kept whole.</param>
/// <param name="Detail">For the operator: what was wrong, or empty.</param>
public readonly record struct ServiceReply(
    Outcome Outcome, Digest Digest, ReadOnlyMemory<byte> Canonical, string Detail);
