using Spare.Protocol.Messages;

namespace Spare.Replication.Execution;

/// <summary>What the local replica made of a request. Its bytes come from the replica and prove nothing.</summary>
/// <param name="Reply">Canonical reply; empty unless it was to be kept and the outcome is Replied.</param>
/// <param name="WriteSet">Canonical write set; empty when nothing was written.</param>
/// <param name="Detail">For the operator: what was wrong, or empty.</param>
public sealed record ExecutionResult(
    Vote Vote, ReadOnlyMemory<byte> Reply, ReadOnlyMemory<byte> WriteSet, string Detail);
