using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Serving;

namespace Spare.Replication.Voting;

/// <summary>
/// The RVoter (SPARE 2.3): votes on the replies to declared reads, at the manager that the client spoke to and only
/// there. Votes may come before the request itself is delivered here (point-to-point messages are not ordered).
/// </summary>
/// <param name="earlyMaximum">Ballots kept for positions not delivered yet; beyond it early votes are dropped.</param>
public sealed class ReplyVoter(FaultThreshold threshold, Roster roster, int earlyMaximum)
{
    private readonly SortedDictionary<SequenceNumber, Ballot> ballots = [];
    private readonly SortedDictionary<SequenceNumber, (Epoch Epoch, Ballot Ballot)> early = [];

    public int Open => ballots.Count;

    public int Early => early.Count;

    /// <summary>
    /// The read was delivered in that epoch: votes count from here on, those of the epoch that came early included.
    /// Says how many there are.
    /// </summary>
    public int Begin(SequenceNumber sequence, Epoch epoch)
    {
        var ballot = early.Remove(sequence, out var came) && came.Epoch == epoch ? came.Ballot : new Ballot(threshold);
        ballots[sequence] = ballot;
        while (early.Count > 0 && early.First().Key < sequence)
        {
            early.Remove(early.First().Key);
        }

        return ballot.Count;
    }

    /// <param name="position">The highest position delivered here: a vote beyond it is kept for later.</param>
    public void Cast(ReadVoted message, SequenceNumber position)
    {
        if (ballots.TryGetValue(message.Sequence, out var ballot))
        {
            ballot.Cast(message.Replica, message.Vote);
        }
        else if (message.Sequence > position)
        {
            CastEarly(message);
        }
    }

    public Verdict VerdictOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot)
            ? ballot.Verdict(roster.Missing(sequence, ballot.Voted))
            : Verdict.Undecided;

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var ballot) ? ballot.Votes : [];

    public bool Voted(SequenceNumber sequence, ReplicaId replica) =>
        ballots.TryGetValue(sequence, out var ballot) && ballot.Voted(replica);

    public void End(SequenceNumber sequence) => ballots.Remove(sequence);

    /// <summary>
    /// What was read at or after <paramref name="first"/> is read again; only the votes of replicas that count stay.
    /// </summary>
    public void RetainFrom(SequenceNumber first)
    {
        foreach (var (position, ballot) in ballots)
        {
            if (position >= first)
            {
                ballot.Retain(replica => roster.MayCount(replica, position));
            }
        }

        foreach (var (position, came) in early)
        {
            if (position >= first)
            {
                came.Ballot.Retain(replica => roster.MayCount(replica, position));
            }
        }
    }

    private void CastEarly(ReadVoted message)
    {
        var known = early.TryGetValue(message.Sequence, out var came);
        if (known ? came.Epoch > message.Epoch : early.Count >= earlyMaximum)
        {
            return;
        }

        if (!known || came.Epoch < message.Epoch)
        {
            came = (message.Epoch, new Ballot(threshold));
            early[message.Sequence] = came;
        }

        came.Ballot.Cast(message.Replica, message.Vote);
    }
}
