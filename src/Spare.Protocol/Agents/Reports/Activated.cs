using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Writes can be captured now. The update number of this replica means nothing from here on.</summary>
public sealed record Activated : AgentReport
{
    internal const byte Kind = 13;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
