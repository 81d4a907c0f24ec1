using Spare.Protocol;
using Spare.Protocol.Wire;

namespace Spare.Replication.Serving;

/// <summary>
/// Gives each delivered request its position and its agreed time, and keeps a digest of the order, by which hosts
/// that meet again see whether they have the same past.
/// </summary>
public sealed class Sequencer
{
    public SequenceNumber Position { get; private set; }

    /// <summary>Agreed time of the last position; grows by at least one microsecond with each.</summary>
    public Instant Time { get; private set; }

    public Digest Order { get; private set; }

    /// <summary>Goes on where others are.</summary>
    public void Adopt(SequenceNumber position, Instant time, Digest order) => (Position, Time, Order) = (position, time, order);

    public SequenceNumber Number(RequestId request, Instant stamp)
    {
        Position = Position.Next;
        Time = Instant.Max(stamp, Time + Instant.Tick);
        var link = new WireWriter(Digest.Size + 32);
        link.Digest(Order);
        link.Host(request.Entry);
        link.UInt64(request.Incarnation.Value);
        link.UInt64(request.Number);
        Order = Digest.Of(link.Written);
        return Position;
    }
}
