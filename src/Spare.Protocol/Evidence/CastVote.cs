using Spare.Protocol.Messages;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Evidence;

/// <summary>A vote, and whose it was.</summary>
public readonly record struct CastVote(ReplicaId Replica, Vote Vote)
{
    internal static CastVote Parse(ref WireReader reader) => new(reader.Replica(), Vote.Parse(ref reader));

    internal void Format(WireWriter writer)
    {
        writer.Replica(Replica);
        Vote.Format(writer);
    }
}
