using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication.Poison;

/// <summary>
/// Finds the requests that are to blame themselves when replicas fail: those at which, at one position, more replicas
/// failed than can be faulty at a time, so that a correct one was among them. A single replica that lies or ends proves
/// something about that replica, and nothing about the request that it chose for it; and a host that counts its own
/// replicas that end cannot be sure which of several requests it was.
/// </summary>
/// <remarks>
/// Where no passive replica can be woken, too few vote for that proof: a request that every replica answers otherwise
/// would be undone as often as somebody sends it. So the replicas that failed at undone requests that are alike are added
/// up. They were never faulty at one time: who wants an honest request refused has to break into as many, one after the
/// other, and have the request sent again each time.
/// </remarks>
internal sealed class PoisonWatch(ReplicationOptions options, Roster roster, Outbox outbox)
{
    private readonly Failures failures = new();

    /// <summary>The request is decided; that outcome needs as many votes as one correct replica is among.</summary>
    public void Agreed(Epoch epoch, PendingRequest request, Vote agreed)
    {
        if (agreed.Outcome == Outcome.ServiceDied && roster.Speaker(request.Ordered.Id.Entry) == options.Self)
        {
            Quarantine(epoch, request, QuarantineReason.ReplicasDied);
        }
    }

    /// <summary>
    /// The write is undone. Whichever of its answers is right, all who gave another one have failed. Who has not voted has
    /// not: that says as much of the hosts as of the request.
    /// </summary>
    /// <param name="time">The agreed time.</param>
    public void Voided(
        Epoch epoch, PendingRequest write, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes, Instant time)
    {
        var alike = votes.Where(cast => cast.Vote.Outcome == Outcome.Replied)
            .GroupBy(cast => cast.Vote).MaxBy(group => group.Count())?.Key;
        var failed = Count([.. votes.Where(cast => cast.Vote != alike)]);
        if (failed == 0)
        {
            return;
        }

        var inAll = failures.Add(Likeness.Of(write.Ordered.Request), failed, time);
        if (inAll >= options.Threshold.MatchingReplies && roster.Speaker(write.Ordered.Id.Entry) == options.Self)
        {
            Quarantine(
                epoch, write, failed == inAll ? QuarantineReason.Voided : QuarantineReason.VoidedAgain);
        }
    }

    /// <summary>What fails after this is counted anew.</summary>
    public void Forget(Digest likeness) => failures.Forget(likeness);

    /// <summary>
    /// So many replicas failed at one time. All that voted are there at one time, but for a vote that the service died: that
    /// may stand for two which had ended before others came, so it counts with one for its host, and only beside other hosts.
    /// </summary>
    private static int Count(ImmutableArray<(ReplicaId Replica, Vote Vote)> failed) => Math.Max(
        failed.Count(cast => cast.Vote.Outcome != Outcome.ServiceDied),
        failed.Select(cast => cast.Replica.Host).Distinct().Count());

    private void Quarantine(Epoch epoch, PendingRequest request, QuarantineReason reason) =>
        outbox.Add(new ManagerEffect.Multicast(new RequestQuarantined(
            epoch, options.Self, request.Sequence, Likeness.Of(request.Ordered.Request), reason)));
}
