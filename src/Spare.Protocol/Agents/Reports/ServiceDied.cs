using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>An instance of the service ended by itself; it is started again a bounded number of times.</summary>
public sealed record ServiceDied(string Instance, string Detail) : AgentReport
{
    internal const byte Kind = 16;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(AgentProtocol.Cut(Instance));
        writer.Text(AgentProtocol.Cut(Detail));
    }

    internal static ServiceDied Parse(ref WireReader reader) =>
        new(reader.Text(AgentProtocol.TextMaximum), reader.Text(AgentProtocol.TextMaximum));
}
