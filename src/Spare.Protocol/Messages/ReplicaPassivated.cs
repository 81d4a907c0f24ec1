using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// PASSIVATE: an operator has a replica put back that executes requests. Unlike REPLACED it counts only where enough others
/// execute them.
/// </summary>
/// <param name="Ticket">What the operator's host knows the question by.</param>
public sealed record ReplicaPassivated(Epoch Epoch, ReplicaId Replica, ulong Ticket) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaPassivated;

    internal static ReplicaPassivated Parse(ref WireReader reader) =>
        new(new Epoch(reader.UInt64()), reader.Replica(), reader.UInt64());

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.UInt64(Ticket);
    }
}
