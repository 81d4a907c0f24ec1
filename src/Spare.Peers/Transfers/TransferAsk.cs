using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;

namespace Spare.Peers.Transfers;

/// <summary>What the receiver says first.</summary>
/// <param name="End">What it has; null: nothing that can be gone on from.</param>
internal sealed record TransferAsk(Digest Configuration, JournalEnd? End)
{
    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new WireWriter();
        writer.Digest(Configuration);
        if (End is not null)
        {
            JournalEndFields.Write(writer, End);
        }

        return writer.WrittenMemory;
    }

    /// <summary>Null: these bytes are none.</summary>
    public static TransferAsk? Parse(TransferFrame frame)
    {
        var reader = new WireReader(frame.Content.Span);
        var configuration = reader.Digest();
        var end = reader.Remaining > 0 ? JournalEndFields.Read(ref reader) : null;
        return frame.Kind == TransferFrameKind.Ask && reader.Complete ? new TransferAsk(configuration, end) : null;
    }
}
