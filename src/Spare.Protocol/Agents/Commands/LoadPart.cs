using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Some whole lines of the canonical dump of another replica; the first ones empty the database. Answered by
/// <see cref="Reports.PartLoaded"/>.
/// </summary>
public sealed record LoadPart(string Lines) : AgentCommand
{
    internal const byte Kind = 13;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Text(Lines);
    }

    internal static LoadPart Parse(ref WireReader reader) => new(reader.Text(WriteSets.WriteSetBounds.Standard.Bytes));
}
