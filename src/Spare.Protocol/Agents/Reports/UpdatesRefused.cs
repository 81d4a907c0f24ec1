using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Nothing of the batch was applied.</summary>
public sealed record UpdatesRefused(string Reason) : AgentReport
{
    internal const byte Kind = 8;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(AgentProtocol.Cut(Reason));
    }

    internal static UpdatesRefused Parse(ref WireReader reader) => new(reader.Text(AgentProtocol.TextMaximum));
}
