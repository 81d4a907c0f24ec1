using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Cases;
using Spare.Replication.Poison;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication.Activation;

/// <summary>
/// What follows for replicas and hosts once a write is settled (SPARE 4.1.2 and 4.1.3): who was wrong is convicted, who
/// was late is suspected, and hosts that have not got the agreed answer themselves get it.
/// </summary>
internal sealed class Accountability(
    ReplicationOptions options, Roster roster, Disputes disputes, Convictions convictions, Outbox outbox)
{
    private readonly CaseRecorder cases = new(outbox);
    private readonly Sharing sharing = new(options, roster, outbox);

    public PoisonWatch Poison { get; } = new(options, roster, outbox);

    /// <summary>How many replicas were late when the read was ordered again; 0: it was not late, or is no such read.</summary>
    public int Late(PendingRequest write) => disputes.Late(write.Ordered.Id);

    /// <summary>
    /// The write is agreed. Every manager answers for the replicas of its own host; the entry manager tells who was late.
    /// </summary>
    /// <param name="lastUpdate">The position of the last update that was agreed before.</param>
    public void Agreed(
        Epoch epoch, PendingRequest write, Vote agreed, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes,
        SequenceNumber lastUpdate)
    {
        cases.Decided(write, agreed, votes);
        Poison.Agreed(epoch, write, agreed);
        if (disputes.Close(epoch, write.Ordered.Id, agreed, lastUpdate) is { } first)
        {
            cases.DecidedAgain(write, first.Sequence, agreed, first.Votes);
        }

        foreach (var (replica, result) in write.Results)
        {
            BlameOwn(epoch, write, replica, result.Vote, agreed);
        }

        if (write.WasLate && roster.Speaker(write.Ordered.Id.Entry) == options.Self)
        {
            var timedOut = votes.Where(cast => cast.Vote.Outcome == Outcome.TimedOut).Select(cast => cast.Replica);
            var silent = roster.Absent(write.Sequence, replica => votes.Any(cast => cast.Replica == replica));
            convictions.Suspect(epoch, write.Sequence, [.. timedOut, .. silent]);
        }

        sharing.Share(write, agreed, votes);
    }

    /// <summary>The write is settled as if it had never been: nobody is to blame.</summary>
    /// <param name="time">The agreed time.</param>
    public void Voided(
        Epoch epoch, PendingRequest write, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes, Instant time)
    {
        cases.Voided(write, votes);
        Poison.Voided(epoch, write, votes, time);
        disputes.Close(default, write.Ordered.Id, agreed: null, default);
    }

    /// <summary>A replica of this host answered a write after it was settled.</summary>
    public void CameLate(Epoch epoch, PendingRequest write, ReplicaId replica, Vote vote, Vote agreed)
    {
        cases.CameLate(write, replica, vote, agreed);
        BlameOwn(epoch, write, replica, vote, agreed);
    }

    /// <summary>
    /// A replica of this host answered a settled write otherwise. One that ran out of time proved nothing, but nobody
    /// knows what it will still write: it is replaced.
    /// </summary>
    private void BlameOwn(Epoch epoch, PendingRequest write, ReplicaId replica, Vote vote, Vote agreed)
    {
        if (vote.Outcome == Outcome.ServiceDied && write.IsSpared(replica))
        {
            return; // The replica was not given the request.
        }

        if (vote != agreed && vote.Outcome == Outcome.TimedOut)
        {
            outbox.Add(new ManagerEffect.Multicast(new ReplicaReplaced(epoch, replica)));
        }
        else
        {
            convictions.JudgeOwn(epoch, write.Sequence, agreed, replica, vote);
        }
    }
}
