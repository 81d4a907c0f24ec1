using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>ACTIVATE: an operator has the passive replica of the host woken, to execute requests until it is put back.</summary>
/// <param name="Ticket">What the operator's host knows the question by.</param>
public sealed record PassiveActivated(Epoch Epoch, HostId Host, ulong Ticket) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.PassiveActivated;

    internal static PassiveActivated Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Host(), reader.UInt64());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.UInt64(Ticket);
    }
}
