using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>Ends and starts all instances of the service; answered by <see cref="Reports.ServiceRestarted"/>.</summary>
public sealed record RestartService : AgentCommand
{
    internal const byte Kind = 7;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
