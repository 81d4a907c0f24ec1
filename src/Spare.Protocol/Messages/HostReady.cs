using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HOST_READY: a manager whose active replica runs says where it stands, after every change of membership. When all
/// hosts of the configuration have said the same since that change, the next epoch begins (SPARE 2.2).
/// </summary>
/// <param name="Replica">The active replica whose votes count for this host from the beginning of the epoch.</param>
/// <param name="LastGeneration">The highest generation that a replica of this host has had.</param>
/// <param name="Passive">Whether the host has a passive replica that can be woken.</param>
/// <param name="Last">The last epoch that this manager served in.</param>
/// <param name="Position">The last request it has numbered.</param>
/// <param name="Order">The digest of the order up to that position.</param>
/// <param name="Verdicts">The digest of what was decided on writes, agreed or voided, in their order.</param>
/// <param name="Configuration">The digest of host list, threshold and service file.</param>
public sealed record HostReady(
    ReplicaId Replica,
    uint LastGeneration,
    PassiveState Passive,
    Epoch Last,
    SequenceNumber Position,
    Digest Order,
    Digest Verdicts,
    Digest Configuration) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.HostReady;

    internal static HostReady Parse(ref WireReader reader)
    {
        var message = new HostReady(
            reader.Replica(),
            reader.UInt32(),
            (PassiveState)reader.Byte(),
            new Epoch(reader.UInt64()),
            new SequenceNumber(reader.UInt64()),
            reader.Digest(),
            reader.Digest(),
            reader.Digest());
        reader.FailUnless(message.Passive is PassiveState.Clean or PassiveState.None);
        reader.FailUnless(message.LastGeneration >= message.Replica.Generation);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.Replica(Replica);
        writer.UInt32(LastGeneration);
        writer.Byte((byte)Passive);
        writer.UInt64(Last.Value);
        writer.Sequence(Position);
        writer.Digest(Order);
        writer.Digest(Verdicts);
        writer.Digest(Configuration);
    }
}
