using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Voting;

/// <summary>
/// The UVoter (SPARE 3.2): every manager votes on every write, from ordered votes alone, so that all come to the same
/// verdict at the same place of the order. Writes leave it in the order of their positions.
/// </summary>
public sealed class UpdateVoter(FaultThreshold threshold)
{
    private readonly SortedDictionary<SequenceNumber, Ballot> ballots = [];

    public int Open => ballots.Count;

    /// <summary>The lowest write that is not settled; null when all are.</summary>
    public SequenceNumber? First { get; private set; }

    public void Begin(SequenceNumber sequence)
    {
        ballots.Add(sequence, new Ballot(threshold));
        First ??= sequence;
    }

    /// <summary>False: no open write has that position.</summary>
    public bool Cast(SequenceNumber sequence, ReplicaId replica, Vote vote) =>
        ballots.TryGetValue(sequence, out var ballot) && ballot.Cast(replica, vote);

    /// <summary>The verdict on the lowest open write.</summary>
    public Verdict FirstVerdict() => First is { } first ? ballots[first].Verdict() : Verdict.Undecided;

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot) ? ballot.Votes : [];

    /// <summary>The lowest write is settled, agreed or voided.</summary>
    public void EndFirst()
    {
        Invariant.Holds(First is not null);
        ballots.Remove(First.Value);
        First = ballots.Count > 0 ? ballots.First().Key : null;
    }

    /// <summary>The replica of this host was replaced: its votes on open writes do not count.</summary>
    public void Withdraw(HostId host)
    {
        foreach (var ballot in ballots.Values)
        {
            ballot.Withdraw(host);
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
