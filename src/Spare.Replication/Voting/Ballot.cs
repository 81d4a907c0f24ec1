using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>
/// The votes on one request. Each host has one vote, that of its active replica; a newer generation's vote takes the
/// place of an older one's. The order in which votes come makes no difference to the verdict.
/// </summary>
public sealed class Ballot(FaultThreshold threshold)
{
    private readonly Dictionary<HostId, (ReplicaId Replica, Vote Vote)> votes = new(threshold.ActiveReplicas);

    public int Count => votes.Count;

    /// <summary>False: a vote that changes nothing (the replica has voted, or an older generation speaks late).</summary>
    public bool Cast(ReplicaId replica, Vote vote)
    {
        if (votes.TryGetValue(replica.Host, out var cast) && cast.Replica.Generation >= replica.Generation)
        {
            return false;
        }

        votes[replica.Host] = (replica, vote);
        return true;
    }

    /// <summary>The replica that cast this host's vote was replaced: it has not voted.</summary>
    public void Withdraw(HostId host) => votes.Remove(host);

    public void Clear() => votes.Clear();

    /// <summary>Keeps only the votes of replicas that <paramref name="counts"/> holds for.</summary>
    public void Retain(Func<ReplicaId, bool> counts)
    {
        foreach (var (host, cast) in votes.ToArray())
        {
            if (!counts(cast.Replica))
            {
                votes.Remove(host);
            }
        }
    }

    /// <summary>The votes by host, for the operator and for evidence.</summary>
    public ImmutableArray<(ReplicaId Replica, Vote Vote)> Votes => [.. votes.Values.OrderBy(cast => cast.Replica)];

    public Verdict Verdict()
    {
        var most = 0;
        foreach (var (_, candidate) in votes.Values)
        {
            var equal = 0;
            foreach (var (_, other) in votes.Values)
            {
                equal += other == candidate ? 1 : 0;
            }

            if (equal >= threshold.MatchingReplies)
            {
                return new Verdict.Agreed(candidate);
            }

            most = Math.Max(most, equal);
        }

        var missing = threshold.ActiveReplicas - votes.Count;
        return most + missing < threshold.MatchingReplies ? Voting.Verdict.Disagreed : Voting.Verdict.Undecided;
    }
}
