using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REPLY_VOTE: what a replica answered to a declared read, sent point to point to the manager that the client spoke
/// to (SPARE 2.3). Nobody else decides by it, and losing one costs only that reply.
/// </summary>
/// <param name="Order">The digest of the order up to that position. Where the hosts part, each may have another request
/// there; a vote on another one does not count.</param>
public sealed record ReadVoted(Epoch Epoch, ReplicaId Replica, SequenceNumber Sequence, Digest Order, Vote Vote)
{
    private const byte Kind = 1;

    public byte[] Encode()
    {
        var writer = new WireWriter();
        writer.Byte(Kind);
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Sequence);
        writer.Digest(Order);
        Vote.Format(writer);
        return writer.ToArray();
    }

    /// <summary>False: not a message of this version. The decoder reads every byte and never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReadVoted message)
    {
        var reader = new WireReader(source);
        reader.FailUnless(reader.Byte() == Kind);
        message = new ReadVoted(
            new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence(), reader.Digest(), Vote.Parse(ref reader));
        return reader.Complete;
    }
}
