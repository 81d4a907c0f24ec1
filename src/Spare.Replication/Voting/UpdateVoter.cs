using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;

namespace Spare.Replication.Voting;

/// <summary>
/// The UVoter (SPARE 3.2): every manager votes on every write, from ordered votes alone, so that all come to the same
/// verdict at the same place of the order. Writes leave it in the order of their positions.
/// </summary>
public sealed class UpdateVoter(FaultThreshold threshold, Roster roster)
{
    private readonly SortedDictionary<SequenceNumber, Ballot> ballots = [];

    public int Open => ballots.Count;

    /// <summary>The lowest write that is not settled; null when all are.</summary>
    public SequenceNumber? First { get; private set; }

    public void Begin(SequenceNumber sequence)
    {
        ballots.Add(sequence, new Ballot(threshold, roster));
        First ??= sequence;
    }

    /// <summary>False: no open write has that position.</summary>
    public bool Cast(SequenceNumber sequence, ReplicaId replica, Vote vote) =>
        ballots.TryGetValue(sequence, out var ballot) && ballot.Cast(replica, vote);

    /// <summary>The verdict on the lowest open write.</summary>
    public Verdict FirstVerdict() =>
        First is { } first ? ballots[first].Verdict(roster.Missing(first, ballots[first].Voted)) : Verdict.Undecided;

    /// <summary>The largest number of equal votes on the lowest open write.</summary>
    public int Most => First is { } first ? ballots[first].Most : 0;

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot) ? ballot.Votes : [];

    /// <summary>The lowest write is settled, agreed or voided.</summary>
    public void EndFirst()
    {
        Invariant.Holds(First is not null);
        ballots.Remove(First.Value);
        First = ballots.Count > 0 ? ballots.First().Key : null;
    }

    /// <summary>Only the votes of replicas that count stay: the roster has changed.</summary>
    public void Retain()
    {
        foreach (var (sequence, ballot) in ballots)
        {
            ballot.Retain(replica => roster.Counts(replica, sequence));
        }
    }

    /// <summary>Every replica will execute the open writes again, or vote again in a new epoch.</summary>
    public void ClearAll()
    {
        foreach (var ballot in ballots.Values)
        {
            ballot.Clear();
        }
    }
}
