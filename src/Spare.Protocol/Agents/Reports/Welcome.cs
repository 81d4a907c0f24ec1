using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>Answers <see cref="Commands.Hello"/>: the agent serves this connection, and no other.</summary>
public sealed record Welcome(ushort Version, AgentStatus Status) : AgentReport
{
    internal const byte Kind = 1;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt16(Version);
        Status.Format(writer);
    }

    internal static Welcome Parse(ref WireReader reader) => new(reader.UInt16(), AgentStatus.Parse(ref reader));
}
