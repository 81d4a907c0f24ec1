using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// The dump is whole; the database has what the other replica had after that update. Answered by
/// <see cref="Reports.UpdatesApplied"/>.
/// </summary>
public sealed record EndLoad(UpdateNumber Last) : AgentCommand
{
    internal const byte Kind = 14;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(Last.Value);
    }

    internal static EndLoad Parse(ref WireReader reader) => new(new UpdateNumber(reader.UInt64()));
}
