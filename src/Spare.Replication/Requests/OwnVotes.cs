using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Release;

namespace Spare.Replication.Requests;

/// <summary>
/// Says what replicas of this host answered: on a write to all, in order; on a read to its entry manager (SPARE 2.3, 3.2).
/// </summary>
/// <param name="given">Keeps what they answered, if entry managers may ask for it.</param>
internal sealed class OwnVotes(
    FaultThreshold threshold, OpenRequests open, Holding holding, Accountability accountability, GivenReplies? given,
    Outbox outbox)
{
    /// <summary>Replied, whatever the reply will be.</summary>
    private static readonly Vote Held = new(Outcome.Replied, default, default);

    /// <summary>
    /// The last request is here. Where nobody votes, its entry manager waits for nothing else, and does not compare.
    /// </summary>
    public void SayHeld(Epoch epoch, HostId entry, ReplicaId replica) => outbox.Add(new ManagerEffect.SendVote(
        entry, new ReadVoted(epoch, replica, open.Sequencer.Position, open.Sequencer.Order, Held)));

    public void Say(Epoch epoch, PendingRequest pending, ReplicaId replica, Vote vote)
    {
        if (pending.IsDecidedAtEntry)
        {
            SayToEntry(pending, new ReadVoted(epoch, replica, pending.Sequence, pending.Ordered.Order, vote));
            return;
        }

        holding.Voted(pending.Sequence);
        outbox.Add(new ManagerEffect.Multicast(new WriteVoted(epoch, replica, pending.Sequence, vote)));
        if (pending.Decided is { } agreed)
        {
            accountability.CameLate(epoch, pending, replica, vote, agreed);
            open.Window.Release(pending);
        }
    }

    private void SayToEntry(PendingRequest read, ReadVoted vote)
    {
        if (read.ClientWaits)
        {
            open.Reads.Cast(vote, open.Sequencer.Position, open.Writes.First);
        }
        else
        {
            if (read.Ordered.Id.Entry == vote.Replica.Host)
            {
                open.Reads.CameLate(vote);
            }
            else if (threshold.Mode != ReplicationMode.Crash)
            {
                outbox.Add(new ManagerEffect.SendVote(read.Ordered.Id.Entry, vote));
                given?.Keep(read.Sequence, read.ResultOf(vote.Replica)!.Reply); // It was just given that result.
            }

            open.Window.Finish(read, open.Writes.First);
        }
    }
}
