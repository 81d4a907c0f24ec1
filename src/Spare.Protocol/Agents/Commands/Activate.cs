using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Makes ready to capture writes, which the first <see cref="BeginWrite"/> does otherwise; answered by
/// <see cref="Reports.Activated"/>.
/// </summary>
public sealed record Activate : AgentCommand
{
    internal const byte Kind = 8;

    internal override void Format(WireWriter writer) => writer.Byte(Kind);
}
