using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;

namespace Spare.Replication.Voting;

/// <summary>
/// The votes on one request. Each replica has one vote, its first. The order in which votes come makes no difference to
/// the verdict.
/// </summary>
/// <remarks>
/// "Service died" may be a manager's word for two replicas of its host that ended one after the other. Those were never faulty
/// at one time with the replicas that vote now, so f + 1 such votes may all be of faulty ones. They agree only if all hosts
/// that serve, or f + 1 of them, have one: faulty replicas are on f hosts at most, those included that are gone.
/// </remarks>
public sealed class Ballot(FaultThreshold threshold, Roster roster)
{
    private readonly SortedDictionary<ReplicaId, Vote> votes = [];

    public int Count => votes.Count;

    /// <summary>The largest number of equal votes, as far as they can agree.</summary>
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
            if (SpeakFor(candidate, counts) >= threshold.MatchingReplies)
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
            most = Math.Max(most, SpeakFor(candidate, counts));
        }

        return most;
    }

    private int SpeakFor(Vote candidate, Func<ReplicaId, bool> counts)
    {
        var equal = 0;
        var hosts = 0;
        var last = default(HostId);
        foreach (var (replica, vote) in votes)
        {
            if (vote == candidate && counts(replica))
            {
                equal++;
                hosts += replica.Host == last ? 0 : 1;
                last = replica.Host;
            }
        }

        var mayAgree = candidate.Outcome != Outcome.ServiceDied
            || hosts >= threshold.MatchingReplies || hosts == roster.Hosts.Count();
        return mayAgree ? equal : Math.Min(equal, threshold.MatchingReplies - 1);
    }
}
