using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The state is fixed: the next write may begin.</summary>
public sealed record StateNoted(CheckNumber Check) : AgentReport
{
    internal const byte Kind = 19;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(Check.Value);
    }

    internal static StateNoted Parse(ref WireReader reader) => new(new CheckNumber(reader.UInt64()));
}
