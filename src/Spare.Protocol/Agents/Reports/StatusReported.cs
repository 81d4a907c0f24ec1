using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Answers <see cref="Commands.QueryStatus"/>.</summary>
public sealed record StatusReported(AgentStatus Status) : AgentReport
{
    internal const byte Kind = 14;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        Status.Format(writer);
    }

    internal static StatusReported Parse(ref WireReader reader) => new(AgentStatus.Parse(ref reader));
}
