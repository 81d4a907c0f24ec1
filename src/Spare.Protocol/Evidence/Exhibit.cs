using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Evidence;

/// <summary>What one replica answered, as far as the host that keeps it has it. It comes from a replica: it may be any lie.</summary>
/// <param name="Replica">Null: the agreed answer, which another host shared.</param>
/// <param name="Reply">Canonical reply; empty when it is not at hand.</param>
/// <param name="WriteSet">Canonical write set; empty when it is not at hand, or nothing was written.</param>
/// <param name="Detail">What was wrong, or empty.</param>
public sealed record Exhibit(
    ReplicaId? Replica, Vote Vote, ReadOnlyMemory<byte> Reply, ReadOnlyMemory<byte> WriteSet, string Detail)
{
    /// <summary>Bytes of the detail that are kept.</summary>
    public const int DetailMaximum = 4 * 1024;

    private const int ReplyMaximum = RouteLimits.ReplyBodyMaximum + HeaderBlock.BytesMaximum + 64;

    internal static Exhibit Parse(ref WireReader reader)
    {
        var isOfReplica = reader.Byte();
        reader.FailUnless(isOfReplica <= 1);
        return new Exhibit(
            isOfReplica == 1 ? reader.Replica() : null, Vote.Parse(ref reader), reader.Bytes(ReplyMaximum).ToArray(),
            reader.Bytes(WriteSetBounds.Standard.Bytes).ToArray(), reader.Text(DetailMaximum));
    }

    internal void Format(WireWriter writer)
    {
        writer.Byte(Replica is null ? (byte)0 : (byte)1);
        if (Replica is { } replica)
        {
            writer.Replica(replica);
        }

        Vote.Format(writer);
        writer.Bytes(Reply.Span);
        writer.Bytes(WriteSet.Span);
        writer.Text(Detail.Length > DetailMaximum / 4 ? Detail[..(DetailMaximum / 4)] : Detail);
    }
}
