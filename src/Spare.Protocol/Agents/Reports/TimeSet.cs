using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Answers <see cref="Commands.SetTime"/> and <see cref="Commands.SetClock"/>.</summary>
public sealed record TimeSet : AgentReport
{
    internal const byte Kind = 9;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
