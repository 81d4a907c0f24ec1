using Spare.Protocol.Wire;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The write set of the request at this position; empty when it changed nothing.</summary>
public sealed record WriteSetCaptured(SequenceNumber Sequence, EncodedWriteSet WriteSet) : AgentReport
{
    internal const byte Kind = 5;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
        writer.Bytes(WriteSet.Bytes.Span);
    }

    internal static WriteSetCaptured Parse(ref WireReader reader) => new(
        reader.Sequence(), new EncodedWriteSet(reader.Bytes(WriteSetBounds.Standard.Bytes).ToArray()));
}
