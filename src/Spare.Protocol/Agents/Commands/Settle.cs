using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Has the guest's kernel write what it holds in memory to its disk, of which the machine is copied while it is paused;
/// answered by <see cref="Reports.Settled"/>. Only for a replica with a kernel of its own.
/// </summary>
public sealed record Settle : AgentCommand
{
    internal const byte Kind = 11;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
