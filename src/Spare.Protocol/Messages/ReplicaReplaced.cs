using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REPLACED: the active replica of one host ended by itself; its host builds the next generation from the agreed
/// updates. From the first undecided write on only the new generation's votes count for that host.
/// </summary>
/// <param name="Replica">The replica that is gone.</param>
public sealed record ReplicaReplaced(Epoch Epoch, ReplicaId Replica) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaReplaced;

    internal static ReplicaReplaced Parse(ref WireReader reader) => new(new Epoch(reader.UInt64()), reader.Replica());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
    }
}
