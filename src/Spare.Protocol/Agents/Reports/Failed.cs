using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The agent cannot do the command, or can do nothing any more; it closes the connection.</summary>
public sealed record Failed(string Reason) : AgentReport
{
    internal const byte Kind = 17;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(AgentProtocol.Cut(Reason));
    }

    internal static Failed Parse(ref WireReader reader) => new(reader.Text(AgentProtocol.TextMaximum));
}
