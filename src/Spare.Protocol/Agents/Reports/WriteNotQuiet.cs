using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Transactions were still open at the deadline: a timing violation. No next write has begun.</summary>
public sealed record WriteNotQuiet(SequenceNumber Sequence, string Detail) : AgentReport
{
    internal const byte Kind = 4;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
        writer.Text(AgentProtocol.Cut(Detail));
    }

    internal static WriteNotQuiet Parse(ref WireReader reader) =>
        new(reader.Sequence(), reader.Text(AgentProtocol.TextMaximum));
}
