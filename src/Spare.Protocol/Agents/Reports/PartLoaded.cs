using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Answers <see cref="Commands.LoadPart"/>: the next one may come.</summary>
public sealed record PartLoaded : AgentReport
{
    internal const byte Kind = 21;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
