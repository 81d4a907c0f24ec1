using System.Collections.Immutable;
using Spare.Protocol.Wire;
using Spare.Replication.Repeats;

namespace Spare.Peers.Transfers;

/// <summary>The replies that are kept for clients where a base ends; all of them fit into one frame.</summary>
internal static class KeptFrame
{
    public static ReadOnlyMemory<byte> Encode(ImmutableArray<KeptReply> kept)
    {
        var writer = new WireWriter(64 + kept.Sum(reply => reply.Size));
        foreach (var reply in kept)
        {
            reply.Format(writer);
        }

        return writer.WrittenMemory;
    }

    /// <exception cref="IOException">The frame is another one, or cannot be read.</exception>
    public static ImmutableArray<KeptReply> Parse(TransferFrame frame)
    {
        if (frame.Kind != TransferFrameKind.Kept)
        {
            throw Unexpected.In(frame, "what is kept for clients");
        }

        var kept = ImmutableArray.CreateBuilder<KeptReply>();
        var reader = new WireReader(frame.Content.Span);
        while (reader.Remaining > 0)
        {
            kept.Add(KeptReply.Parse(ref reader));
        }

        return reader.Failed ? throw new IOException("replies came that cannot be read") : kept.DrainToImmutable();
    }
}
