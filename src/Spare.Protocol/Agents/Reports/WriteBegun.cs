using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The request at this position may be executed now.</summary>
public sealed record WriteBegun(SequenceNumber Sequence) : AgentReport
{
    internal const byte Kind = 2;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
    }

    internal static WriteBegun Parse(ref WireReader reader) => new(reader.Sequence());
}
