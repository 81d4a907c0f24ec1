using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// UPDATE_VOTE: what a replica answered and changed at a request on the write path (SPARE 3.2). It is ordered, so
/// that every manager decides the update alone and alike.
/// </summary>
public sealed record WriteVoted(Epoch Epoch, ReplicaId Replica, SequenceNumber Sequence, Vote Vote) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.WriteVoted;

    internal static WriteVoted Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence(), Vote.Parse(ref reader));

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Sequence);
        Vote.Format(writer);
    }
}
