using Spare.Protocol;

namespace Spare.Replication.Updates;

/// <summary>A state update that enough active replicas agreed on (SPARE 3.2).</summary>
/// <param name="WriteSet">Canonical bytes of the write set whose digest was agreed.</param>
public sealed record AgreedUpdate(UpdateNumber Number, SequenceNumber Sequence, ReadOnlyMemory<byte> WriteSet);
