using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// REPLY_ASKED: the entry manager knows by the votes which reply is right, and its own replica gave another one or none;
/// the host whose replica gave it is to share it. Only where there are no passive replicas.
/// </summary>
/// <param name="Host">The host that is asked.</param>
public sealed record ReplyAsked(Epoch Epoch, HostId Host, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplyAsked;

    internal static ReplyAsked Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
    }
}
