using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>Sets the clock of a service that runs on agreed time; answered by <see cref="Reports.TimeSet"/>.</summary>
public sealed record SetTime(Instant AgreedTime) : AgentCommand
{
    internal const byte Kind = 5;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Int64(AgreedTime.Microseconds);
    }

    internal static SetTime Parse(ref WireReader reader) => new(new Instant(reader.Int64()));
}
