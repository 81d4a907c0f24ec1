using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.StateChecks;

/// <summary>
/// The digests of one check. Each replica has one vote, its first. The order in which votes come makes no difference as
/// long as no more replicas are faulty than are tolerated.
/// </summary>
/// <remarks>
/// Passive replicas alone decide nothing: what is wrong with how updates are applied is wrong with all of them alike. One
/// of those that agree must have executed the requests.
/// </remarks>
public sealed class StateBallot(FaultThreshold threshold)
{
    private readonly SortedDictionary<ReplicaId, StateVoted> votes = [];

    /// <summary>The votes by replica.</summary>
    public ImmutableArray<StateVoted> Votes => [.. votes.Values];

    /// <summary>The state of enough replicas; null: not yet.</summary>
    public Digest? Agreed
    {
        get
        {
            foreach (var candidate in votes.Values.Where(vote => vote.Voter == StateVoter.Executing))
            {
                if (votes.Values.Count(vote => vote.State == candidate.State) >= threshold.MatchingReplies)
                {
                    return candidate.State;
                }
            }

            return null;
        }
    }

    /// <summary>A replica that has voted has no other vote.</summary>
    public void Cast(StateVoted vote) => votes.TryAdd(vote.Replica, vote);

    /// <summary>Keeps only the votes of replicas that <paramref name="counts"/> holds for.</summary>
    public void Retain(Func<ReplicaId, bool> counts)
    {
        foreach (var replica in votes.Keys.Where(replica => !counts(replica)).ToArray())
        {
            votes.Remove(replica);
        }
    }
}
