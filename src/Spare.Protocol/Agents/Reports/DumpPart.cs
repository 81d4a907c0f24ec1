using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Some whole lines of the canonical dump.</summary>
public sealed record DumpPart(string Lines) : AgentReport
{
    internal const byte Kind = 10;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(Lines);
    }

    internal static DumpPart Parse(ref WireReader reader) => new(reader.Text(WriteSets.WriteSetBounds.Standard.Bytes));
}
