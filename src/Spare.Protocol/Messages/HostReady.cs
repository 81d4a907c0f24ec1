using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// HOST_READY: a manager whose active replica runs says where it stands, after every change of membership. When all
/// hosts of the configuration have said the same since that change, the next epoch begins (SPARE 2.2).
/// </summary>
/// <param name="Last">The last epoch that this manager served in.</param>
/// <param name="Position">The last request it has numbered.</param>
/// <param name="FirstUnsettled">The lowest write that it has no verdict on; 0 when there is none.</param>
/// <param name="Order">The digest of the order up to that position.</param>
/// <param name="Configuration">The digest of host list, threshold and service file.</param>
public sealed record HostReady(
    HostId Host,
    Incarnation Incarnation,
    Epoch Last,
    SequenceNumber Position,
    SequenceNumber FirstUnsettled,
    Digest Order,
    Digest Configuration) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.HostReady;

    internal static HostReady Parse(ref WireReader reader)
    {
        var message = new HostReady(
            reader.Host(),
            new Incarnation(reader.UInt64()),
            new Epoch(reader.UInt64()),
            new SequenceNumber(reader.UInt64()),
            new SequenceNumber(reader.UInt64()),
            reader.Digest(),
            reader.Digest());
        reader.FailUnless(message.Incarnation.IsValid);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.Host(Host);
        writer.UInt64(Incarnation.Value);
        writer.UInt64(Last.Value);
        writer.Sequence(Position);
        writer.Sequence(FirstUnsettled);
        writer.Digest(Order);
        writer.Digest(Configuration);
    }
}
