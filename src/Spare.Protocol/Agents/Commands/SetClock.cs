using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Sets the clock of the guest, which stands still while its machine is paused; answered by <see cref="Reports.TimeSet"/>.
/// Only for a replica with a kernel of its own.
/// </summary>
public sealed record SetClock(Instant Now) : AgentCommand
{
    internal const byte Kind = 10;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Int64(Now.Microseconds);
    }

    internal static SetClock Parse(ref WireReader reader) => new(new Instant(reader.Int64()));
}
