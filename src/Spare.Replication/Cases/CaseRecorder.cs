using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Cases;

/// <summary>
/// Has evidence kept of requests at which replicas failed, with what this host has at hand at that moment. Nothing is
/// held for it.
/// </summary>
internal sealed class CaseRecorder(Outbox outbox)
{
    /// <summary>The request is decided; kept only if a vote differs.</summary>
    public void Decided(PendingRequest request, Vote agreed, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes)
    {
        if (votes.Any(cast => cast.Vote != agreed))
        {
            Keep(CaseKind.Differed, request, request.Sequence, agreed, votes);
        }
    }

    /// <summary>A read was decided at its second place, where it is <paramref name="again"/>; these votes are on the first.</summary>
    public void DecidedAgain(
        PendingRequest again, SequenceNumber first, Vote agreed, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes)
    {
        if (votes.Any(cast => cast.Vote != agreed))
        {
            Keep(CaseKind.Differed, again, first, agreed, votes);
        }
    }

    /// <summary>A replica of this host answered after the others had agreed.</summary>
    public void CameLate(PendingRequest request, ReplicaId replica, Vote vote, Vote agreed) =>
        Decided(request, agreed, [(replica, vote)]);

    public void Disputed(PendingRequest read, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes) =>
        Keep(CaseKind.Disputed, read, read.Sequence, agreed: null, votes);

    public void Voided(PendingRequest write, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes) =>
        Keep(CaseKind.Voided, write, write.Sequence, agreed: null, votes);

    /// <summary>A replica of this host ended while it executed the request.</summary>
    public void Died(PendingRequest request, ReplicaId replica, string reason)
    {
        var died = new Vote(Outcome.ServiceDied, default, default);
        Keep(CaseKind.Died, request, request.Sequence, request.Decided, [], new Exhibit(replica, died, default, default, reason));
    }

    private void Keep(
        CaseKind kind, PendingRequest request, SequenceNumber sequence, Vote? agreed,
        ImmutableArray<(ReplicaId Replica, Vote Vote)> votes, params IEnumerable<Exhibit> exhibits)
    {
        var ordered = request.Ordered;
        outbox.Add(new ManagerEffect.KeepEvidence(new EvidenceCase(
            kind, ordered.Id, sequence, ordered.Time, ordered.Request, agreed,
            [.. votes.Select(cast => new CastVote(cast.Replica, cast.Vote))],
            [.. exhibits, .. OwnAnswers(request), .. SharedAnswer(request, agreed)])
        {
            Route = ordered.Route,
            Seed = ordered.Seed,
        }));
    }

    private static IEnumerable<Exhibit> OwnAnswers(PendingRequest request) => request.Results.Select(done =>
        new Exhibit(done.Replica, done.Result.Vote, done.Result.Reply, done.Result.WriteSet, done.Result.Detail));

    /// <summary>What another host gave to this one, whose replicas answered otherwise.</summary>
    private static IEnumerable<Exhibit> SharedAnswer(PendingRequest request, Vote? agreed)
    {
        if (agreed is { } vote && !request.Results.Any(done => done.Result.Vote == vote))
        {
            var (reply, writeSet) = (request.ReplyOf(vote) ?? default, request.WriteSetOf(vote) ?? default);
            if (!reply.IsEmpty || !writeSet.IsEmpty)
            {
                yield return new Exhibit(null, vote, reply, writeSet, string.Empty);
            }
        }
    }
}
