using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>
/// The votes on one request. Each replica has one vote, its first. The order in which votes come makes no difference to
/// the verdict.
/// </summary>
public sealed class Ballot(FaultThreshold threshold)
{
    private readonly SortedDictionary<ReplicaId, Vote> votes = [];

    public int Count => votes.Count;

    /// <summary>The largest number of equal votes.</summary>
    public int Most => MostOf(static _ => true);

    /// <summary>False: the replica has voted.</summary>
    public bool Cast(ReplicaId replica, Vote vote) => votes.TryAdd(replica, vote);

    public bool Voted(ReplicaId replica) => votes.ContainsKey(replica);

    public void Clear() => votes.Clear();

    /// <summary>Keeps only the votes of replicas that <paramref name="counts"/> holds for.</summary>
    public void Retain(Func<ReplicaId, bool> counts)
    {
        foreach (var replica in votes.Keys.Where(replica => !counts(replica)).ToArray())
        {
            votes.Remove(replica);
        }
    }

    /// <summary>The votes by replica, for the operator and for evidence.</summary>
    public ImmutableArray<(ReplicaId Replica, Vote Vote)> Votes => [.. votes.Select(cast => (cast.Key, cast.Value))];

    /// <param name="missing">Replicas that have still to vote.</param>
    public Verdict Verdict(int missing) => Verdict(missing, static _ => true);

    /// <param name="missing">Replicas that have still to vote.</param>
    /// <param name="counts">Whose votes count now.</param>
    public Verdict Verdict(int missing, Func<ReplicaId, bool> counts)
    {
        foreach (var candidate in votes.Values)
        {
            if (Equal(candidate, counts) >= threshold.MatchingReplies)
            {
                return new Verdict.Agreed(candidate);
            }
        }

        return MostOf(counts) + missing < threshold.MatchingReplies ? Voting.Verdict.Disagreed : Voting.Verdict.Undecided;
    }

    private int MostOf(Func<ReplicaId, bool> counts)
    {
        var most = 0;
        foreach (var candidate in votes.Values)
        {
            most = Math.Max(most, Equal(candidate, counts));
        }

        return most;
    }

    private int Equal(Vote candidate, Func<ReplicaId, bool> counts)
    {
        var equal = 0;
        foreach (var (replica, vote) in votes)
        {
            equal += vote == candidate && counts(replica) ? 1 : 0;
        }

        return equal;
    }
}
