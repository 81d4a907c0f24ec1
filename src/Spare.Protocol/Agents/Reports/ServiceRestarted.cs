using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Every instance of the service is healthy again.</summary>
public sealed record ServiceRestarted : AgentReport
{
    internal const byte Kind = 12;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
