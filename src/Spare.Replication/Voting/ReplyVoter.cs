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
    private readonly SortedDictionary<SequenceNumber, (Digest Order, Ballot Ballot)> ballots = [];
    private readonly SortedDictionary<SequenceNumber, (Epoch Epoch, SortedDictionary<ReplicaId, ReadVoted> Votes)> early = [];

    public int Open => ballots.Count;

    public int Early => early.Count;

    /// <summary>
    /// The read was delivered in that epoch: votes count from here on, those of the epoch that came early included. Says
    /// whose those are.
    /// </summary>
    /// <param name="order">Only votes on that order count.</param>
    public ImmutableArray<ReplicaId> Begin(SequenceNumber sequence, Epoch epoch, Digest order)
    {
        var ballot = new Ballot(threshold, roster);
        ballots[sequence] = (order, ballot);
        if (early.Remove(sequence, out var came) && came.Epoch == epoch)
        {
            foreach (var message in came.Votes.Values.Where(message => message.Order == order))
            {
                ballot.Cast(message.Replica, message.Vote);
            }
        }

        while (early.Count > 0 && early.First().Key < sequence)
        {
            early.Remove(early.First().Key);
        }

        return [.. ballot.Votes.Select(vote => vote.Replica)];
    }

    /// <param name="position">The highest position delivered here: a vote beyond it is kept for later.</param>
    public void Cast(ReadVoted message, SequenceNumber position)
    {
        if (ballots.TryGetValue(message.Sequence, out var open))
        {
            if (open.Order == message.Order)
            {
                open.Ballot.Cast(message.Replica, message.Vote);
            }
        }
        else if (message.Sequence > position)
        {
            CastEarly(message);
        }
    }

    public Verdict VerdictOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var open)
            ? open.Ballot.Verdict(
                roster.Missing(sequence, open.Ballot.Voted),
                replica => roster.CountsForRead(replica, sequence, open.Ballot.Voted))
            : Verdict.Undecided;

    public ImmutableArray<(ReplicaId Replica, Vote Vote)> VotesOn(SequenceNumber sequence) =>
        ballots.TryGetValue(sequence, out var open) ? open.Ballot.Votes : [];

    public bool Voted(SequenceNumber sequence, ReplicaId replica) =>
        ballots.TryGetValue(sequence, out var open) && open.Ballot.Voted(replica);

    public void End(SequenceNumber sequence) => ballots.Remove(sequence);

    /// <summary>
    /// What was read at or after <paramref name="first"/> is read again; only the votes of replicas that count stay.
    /// </summary>
    public void RetainFrom(SequenceNumber first)
    {
        foreach (var (position, open) in ballots)
        {
            if (position >= first)
            {
                open.Ballot.Retain(replica => roster.MayCount(replica, position));
            }
        }

        foreach (var (position, came) in early)
        {
            if (position >= first)
            {
                foreach (var replica in came.Votes.Keys.Where(replica => !roster.MayCount(replica, position)).ToArray())
                {
                    came.Votes.Remove(replica);
                }
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
            came = (message.Epoch, []);
            early[message.Sequence] = came;
        }

        came.Votes.TryAdd(message.Replica, message);
    }
}
