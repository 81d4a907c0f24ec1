using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Everything committed from here to <see cref="EndWrite"/> belongs to the request at this position; answered by
/// <see cref="Reports.WriteBegun"/>.
/// </summary>
public sealed record BeginWrite(SequenceNumber Sequence, Instant AgreedTime) : AgentCommand
{
    internal const byte Kind = 2;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
        writer.Int64(AgreedTime.Microseconds);
    }

    internal static BeginWrite Parse(ref WireReader reader) => new(reader.Sequence(), new Instant(reader.Int64()));
}
