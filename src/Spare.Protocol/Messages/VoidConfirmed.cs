using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// VOID_CONFIRMED: a manager delivered VOID on the first undecided write, and counts no further votes on it. When all hosts
/// that serve have said so, the write is voided.
/// </summary>
public sealed record VoidConfirmed(Epoch Epoch, HostId Host, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.VoidConfirmed;

    internal static VoidConfirmed Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
    }
}
