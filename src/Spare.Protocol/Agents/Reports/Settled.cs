using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Answers <see cref="Commands.Settle"/>.</summary>
public sealed record Settled : AgentReport
{
    internal const byte Kind = 18;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
