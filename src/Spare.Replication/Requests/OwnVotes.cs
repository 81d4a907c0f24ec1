using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Release;
using Spare.Replication.Serving;

namespace Spare.Replication.Requests;

/// <summary>
/// Says what replicas of this host answered: on a write to all, in order; on a read to its entry manager (SPARE 2.3, 3.2).
/// </summary>
internal sealed class OwnVotes(
    Sequencer sequencer, WritePath writes, ReadPath reads, RequestWindow window, Holding holding,
    Accountability accountability, Outbox outbox)
{
    public void Say(Epoch epoch, PendingRequest pending, ReplicaId replica, Vote vote)
    {
        if (pending.IsRead)
        {
            SayToEntry(pending, new ReadVoted(epoch, replica, pending.Sequence, pending.Ordered.Order, vote));
            return;
        }

        holding.Voted(pending.Sequence);
        outbox.Add(new ManagerEffect.Multicast(new WriteVoted(epoch, replica, pending.Sequence, vote)));
        if (pending.Decided is { } agreed)
        {
            accountability.CameLate(epoch, pending, replica, vote, agreed);
            window.Release(pending);
        }
    }

    private void SayToEntry(PendingRequest read, ReadVoted vote)
    {
        if (read.ClientWaits)
        {
            reads.Cast(vote, sequencer.Position, writes.First);
        }
        else
        {
            outbox.Add(new ManagerEffect.SendVote(read.Ordered.Id.Entry, vote));
            window.Finish(read, writes.First);
        }
    }
}
