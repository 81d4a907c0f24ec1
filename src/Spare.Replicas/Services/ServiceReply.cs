using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replicas.Services;

/// <summary>What a service answered, before anybody has voted on it.</summary>
/// <param name="Canonical">The canonical reply; empty when only its digest was wanted or there is none.</param>
/// <param name="Detail">What was wrong, or empty.</param>
public readonly record struct ServiceReply(
    Outcome Outcome, Digest Digest, ReadOnlyMemory<byte> Canonical, string Detail);
