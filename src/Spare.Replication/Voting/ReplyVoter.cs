using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>
/// The RVoter (SPARE 2.3): votes on the replies to declared reads, at the manager that the client spoke to and only
/// there. Votes may come before the request itself is delivered here (point-to-point messages are not ordered).
/// </summary>
/// <param name="earlyMaximum">Ballots kept for positions not delivered yet; beyond it early votes are dropped.</param>
public sealed class ReplyVoter(FaultThreshold threshold, int earlyMaximum)
{
    private readonly SortedDictionary<SequenceNumber, Ballot> ballots = [];
    private readonly SortedDictionary<SequenceNumber, Ballot> early = [];

    public int Open => ballots.Count;

    /// <summary>The read was delivered: votes count from here on, those that came early included.</summary>
    public void Begin(SequenceNumber sequence)
    {
        ballots[sequence] = early.Remove(sequence, out var ballot) ? ballot : new Ballot(threshold);
        while (early.Count > 0 && early.First().Key < sequence)
        {
            early.Remove(early.First().Key);
        }
    }

    /// <param name="delivered">The highest position delivered here: a vote beyond it is kept for later.</param>
    public void Cast(SequenceNumber sequence, SequenceNumber delivered, ReplicaId replica, Vote vote)
    {
        if (ballots.TryGetValue(sequence, out var ballot))
        {
            ballot.Cast(replica, vote);
        }
        else if (sequence > delivered && (early.Count < earlyMaximum || early.ContainsKey(sequence)))
        {
            if (!early.TryGetValue(sequence, out ballot))
            {
                early[sequence] = ballot = new Ballot(threshold);
            }

            ballot.Cast(replica, vote);
        }
    }

    public Verdict VerdictOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot) ? ballot.Verdict() : Verdict.Undecided;

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot) ? ballot.Votes : [];

    public void End(SequenceNumber sequence) => ballots.Remove(sequence);

    /// <summary>
    /// A write at <paramref name="sequence"/> was voided: what was read after it has to be read again, by replicas
    /// that <paramref name="counts"/> holds for.
    /// </summary>
    public void RetainAfter(SequenceNumber sequence, Func<ReplicaId, SequenceNumber, bool> counts)
    {
        foreach (var (position, ballot) in ballots.Concat(early))
        {
            if (position > sequence)
            {
                ballot.Retain(replica => counts(replica, position));
            }
        }
    }
}
