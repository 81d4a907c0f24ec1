using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>A commit outside of every write, with its transaction and tables: the service works on its own.</summary>
public sealed record UnpromptedCommit(string Detail) : AgentReport
{
    internal const byte Kind = 15;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(AgentProtocol.Cut(Detail));
    }

    internal static UnpromptedCommit Parse(ref WireReader reader) => new(reader.Text(AgentProtocol.TextMaximum));
}
