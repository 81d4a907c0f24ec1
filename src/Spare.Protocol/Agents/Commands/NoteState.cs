using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Fixes the state of the database as it is now, between two writes, and has it digested beside everything else; answered
/// by <see cref="Reports.StateNoted"/>, and later <see cref="Reports.StateDigested"/>. Ends a digest that is under way.
/// </summary>
public sealed record NoteState(CheckNumber Check) : AgentCommand
{
    internal const byte Kind = 12;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(Check.Value);
    }

    internal static NoteState Parse(ref WireReader reader) => new(new CheckNumber(reader.UInt64()));
}
