using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The digest of the canonical dump of the state that was noted for that check.</summary>
public sealed record StateDigested(CheckNumber Check, Digest State) : AgentReport
{
    internal const byte Kind = 20;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(Check.Value);
        writer.Digest(State);
    }

    internal static StateDigested Parse(ref WireReader reader) => new(new CheckNumber(reader.UInt64()), reader.Digest());
}
