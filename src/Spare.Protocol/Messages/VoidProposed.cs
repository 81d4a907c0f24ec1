using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// VOID: a manager waited too long for the votes on a write. If the write is still the first undecided one where this
/// is delivered, and all hosts that serve confirm it, the write never happened, and the replicas that executed it are
/// replaced.
/// </summary>
public sealed record VoidProposed(Epoch Epoch, HostId Host, SequenceNumber Sequence) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.VoidProposed;

    internal static VoidProposed Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.Sequence());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Sequence(Sequence);
    }
}
