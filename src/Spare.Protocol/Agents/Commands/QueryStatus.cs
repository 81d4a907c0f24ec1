using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>Answered by <see cref="Reports.StatusReported"/>.</summary>
public sealed record QueryStatus : AgentCommand
{
    internal const byte Kind = 9;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
