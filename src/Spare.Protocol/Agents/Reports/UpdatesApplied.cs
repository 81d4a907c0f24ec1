using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The batch is committed, and this is the number of its last update.</summary>
public sealed record UpdatesApplied(UpdateNumber Last) : AgentReport
{
    internal const byte Kind = 7;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(Last.Value);
    }

    internal static UpdatesApplied Parse(ref WireReader reader) => new(new UpdateNumber(reader.UInt64()));
}
