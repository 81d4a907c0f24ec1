using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>RELEASE: an operator has requests like that one accepted again.</summary>
/// <param name="Ticket">What the operator's host knows the question by.</param>
public sealed record QuarantineReleased(Epoch Epoch, HostId Host, Digest Likeness, ulong Ticket) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.QuarantineReleased;

    internal static QuarantineReleased Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.Digest(), reader.UInt64());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Digest(Likeness);
        writer.UInt64(Ticket);
    }
}
