using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HOLDS: the host has delivered this position and all before it. A vote says so too; this is for a host whose replica
/// does not vote, because it is being made or was started later (the release rule, SPARE 2.3), and for one that has nothing to
/// say and lives. Position 0: nothing was ordered yet.
/// </summary>
public sealed record RequestsHeld(Epoch Epoch, HostId Host, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.RequestsHeld;

    internal static RequestsHeld Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), new SequenceNumber(reader.UInt64()));

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
    }
}
