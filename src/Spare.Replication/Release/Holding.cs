using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Release;

/// <summary>
/// Tells the others how far this host has delivered the order, when its votes do not: replies wait for every host, also
/// for one whose replica is being made. After <paramref name="pause"/> it says so again: whoever says nothing hangs.
/// </summary>
internal sealed class Holding(HostId self, TimeSpan pause, Outbox outbox)
{
    private SequenceNumber said;
    private Instant spoke;

    public void BeginEpoch() => (said, spoke) = (SequenceNumber.None, outbox.Now);

    /// <summary>An ordered vote of this host says it.</summary>
    public void Voted(SequenceNumber sequence) => (said, spoke) = (sequence > said ? sequence : said, outbox.Now);

    public void Say(Epoch epoch, SequenceNumber position)
    {
        if (position > said || (outbox.Now - spoke).Duration() > pause)
        {
            (said, spoke) = (position, outbox.Now);
            outbox.Add(new ManagerEffect.Multicast(new RequestsHeld(epoch, self, position)));
        }
    }
}
