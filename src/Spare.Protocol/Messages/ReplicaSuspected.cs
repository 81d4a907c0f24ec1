using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// SUSPECTED: the request was decided without this replica, which had not answered in time (SPARE 4.1.3). Lateness
/// proves nothing; only many of these, in a short time, have the replica replaced.
/// </summary>
public sealed record ReplicaSuspected(Epoch Epoch, ReplicaId Replica, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaSuspected;

    internal static ReplicaSuspected Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Sequence);
    }
}
