using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// CONVICTED: enough other replicas agree on another outcome of that request, so this replica is faulty (SPARE 4.1.2).
/// Its host destroys it; from the lowest undecided write on another replica votes in its place.
/// </summary>
public sealed record ReplicaConvicted(Epoch Epoch, ReplicaId Replica, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaConvicted;

    internal static ReplicaConvicted Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Sequence);
    }
}
