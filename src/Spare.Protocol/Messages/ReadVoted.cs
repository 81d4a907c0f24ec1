using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REPLY_VOTE: what a replica answered to a declared read, sent point to point to the manager that the client spoke
/// to (SPARE 2.3). Nobody else decides by it, and losing one costs only that reply.
/// </summary>
public sealed record ReadVoted(Epoch Epoch, ReplicaId Replica, SequenceNumber Sequence, Vote Vote)
{
    private const byte Kind = 1;

    public byte[] Encode()
    {
        var writer = new WireWriter();
        writer.Byte(Kind);
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Sequence);
        Vote.Format(writer);
        return writer.ToArray();
    }

    /// <summary>False: not a message of this version. The decoder reads every byte and never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ReadVoted message)
    {
        var reader = new WireReader(source);
        reader.FailUnless(reader.Byte() == Kind);
        message = new ReadVoted(
            new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence(), Vote.Parse(ref reader));
        return reader.Complete;
    }
}
