using System.Collections.Immutable;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HOST_READY: a manager whose active replica runs says where it stands, after every change of membership. When all
/// hosts of the configuration have said the same since that change, the next epoch begins (SPARE 2.2).
/// </summary>
/// <param name="Replica">The active replica whose votes count for this host from the beginning of the epoch.</param>
/// <param name="LastGeneration">The highest generation that a replica of this host has had.</param>
/// <param name="Helpers">Its woken replicas that run; they vote as well.</param>
/// <param name="Passive">Whether the host has a passive replica that can be woken.</param>
/// <param name="MayGoOn">Whether this side of the ring has had the quorum since that epoch; without it hosts serve only
/// if none is missing.</param>
/// <param name="Last">The last epoch that this manager served in.</param>
/// <param name="Position">The last request it has numbered.</param>
/// <param name="Order">The digest of the order up to that position.</param>
/// <param name="Verdicts">The digest of what was decided on writes, agreed or voided, in their order.</param>
/// <param name="Configuration">The digest of host list, threshold and service file.</param>
public sealed record HostReady(
    ReplicaId Replica,
    uint LastGeneration,
    ImmutableArray<ReplicaId> Helpers,
    PassiveState Passive,
    bool MayGoOn,
    Epoch Last,
    SequenceNumber Position,
    Digest Order,
    Digest Verdicts,
    Digest Configuration) : GroupMessage
{
    /// <summary>Woken replicas of one host.</summary>
    public const int HelpersMaximum = 16;

    /// <summary>They say the same.</summary>
    public bool Equals(HostReady? other) =>
        other is not null && Replica == other.Replica && Encode().AsSpan().SequenceEqual(other.Encode());

    public override int GetHashCode() => HashCode.Combine(Replica, Last, Position);

    private protected override GroupMessageKind Kind => GroupMessageKind.HostReady;

    internal static HostReady Parse(ref WireReader reader)
    {
        var message = new HostReady(
            reader.Replica(),
            reader.UInt32(),
            ParseHelpers(ref reader),
            (PassiveState)reader.Byte(),
            ParseFlag(ref reader),
            new Epoch(reader.UInt64()),
            new SequenceNumber(reader.UInt64()),
            reader.Digest(),
            reader.Digest(),
            reader.Digest());
        reader.FailUnless(message.Passive is PassiveState.Clean or PassiveState.None);
        reader.FailUnless(message.Helpers.Append(message.Replica).All(replica =>
            replica.Host == message.Replica.Host && replica.Generation <= message.LastGeneration));
        return message;
    }

    private static ImmutableArray<ReplicaId> ParseHelpers(ref WireReader reader)
    {
        var count = reader.Byte();
        reader.FailUnless(count <= HelpersMaximum);
        var helpers = ImmutableArray.CreateBuilder<ReplicaId>(count);
        for (var i = 0; i < count; i++)
        {
            helpers.Add(reader.Replica());
        }

        return helpers.MoveToImmutable();
    }

    private static bool ParseFlag(ref WireReader reader)
    {
        var flag = reader.Byte();
        reader.FailUnless(flag <= 1);
        return flag == 1;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.Replica(Replica);
        writer.UInt32(LastGeneration);
        writer.Byte((byte)Helpers.Length);
        foreach (var helper in Helpers)
        {
            writer.Replica(helper);
        }

        writer.Byte((byte)Passive);
        writer.Byte((byte)(MayGoOn ? 1 : 0));
        writer.UInt64(Last.Value);
        writer.Sequence(Position);
        writer.Digest(Order);
        writer.Digest(Verdicts);
        writer.Digest(Configuration);
    }
}
