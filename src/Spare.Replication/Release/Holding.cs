using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Release;

/// <summary>
/// Tells the others how far this host has delivered the order, when its votes do not: replies wait for every host, also
/// for one whose replica is being made.
/// </summary>
internal sealed class Holding(HostId self, Outbox outbox)
{
    private SequenceNumber said;

    public void BeginEpoch() => said = SequenceNumber.None;

    /// <summary>An ordered vote of this host says it.</summary>
    public void Voted(SequenceNumber sequence) => said = sequence > said ? sequence : said;

    public void Say(Epoch epoch, SequenceNumber position)
    {
        if (position > said)
        {
            said = position;
            outbox.Add(new ManagerEffect.Multicast(new RequestsHeld(epoch, self, position)));
        }
    }
}
