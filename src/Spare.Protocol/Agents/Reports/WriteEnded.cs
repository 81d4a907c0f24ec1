using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The database was quiet; the write set follows, and the next write, when one was named, has begun.</summary>
public sealed record WriteEnded(SequenceNumber Sequence) : AgentReport
{
    internal const byte Kind = 3;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
    }

    internal static WriteEnded Parse(ref WireReader reader) => new(reader.Sequence());
}
