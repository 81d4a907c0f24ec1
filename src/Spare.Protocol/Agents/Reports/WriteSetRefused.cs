using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The write did something that no write set can carry; the reason names the object.</summary>
public sealed record WriteSetRefused(SequenceNumber Sequence, string Reason) : AgentReport
{
    internal const byte Kind = 6;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Sequence(Sequence);
        writer.Text(AgentProtocol.Cut(Reason));
    }

    internal static WriteSetRefused Parse(ref WireReader reader) =>
        new(reader.Sequence(), reader.Text(AgentProtocol.TextMaximum));
}
