using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// CHECK_ENDED: the host that began the check has waited long enough for digests, or its passive replica was needed
/// meanwhile; no state was agreed on.
/// </summary>
public sealed record StateCheckEnded(Epoch Epoch, HostId Host, SequenceNumber Position) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.StateCheckEnded;

    internal static StateCheckEnded Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Position);
    }
}
