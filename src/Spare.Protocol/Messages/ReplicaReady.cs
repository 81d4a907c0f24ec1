using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REPLICA_READY: the replica that takes the place of another one runs. Until this comes nobody counts the time that
/// its host needs against a request; which votes count does not depend on it.
/// </summary>
public sealed record ReplicaReady(Epoch Epoch, ReplicaId Replica) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaReady;

    internal static ReplicaReady Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Replica());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
    }
}
