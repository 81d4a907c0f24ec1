using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>The first command of a connection; answered by <see cref="Reports.Welcome"/>.</summary>
public sealed record Hello(ushort Version) : AgentCommand
{
    internal const byte Kind = 1;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt16(Version);
    }

    internal static Hello Parse(ref WireReader reader) => new(reader.UInt16());
}
