using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Cases;
using Spare.Replication.Poison;
using Spare.Replication.Serving;
using Spare.Replication.Voting;

namespace Spare.Replication.Requests;

/// <summary>
/// Declared reads of this host's clients (SPARE 2.3): decided by this manager alone, from votes that the others send
/// to it. A lost vote costs one reply, no more.
/// </summary>
/// <remarks>
/// Replies to a read that differ may differ because of a lower write that is about to be voided. So the read is
/// disputed only once all lower writes are settled; a void makes the replicas read again. A disputed read is ordered
/// once more, on the write path, where all managers decide it and passive replicas can be woken (SPARE 4.1.1).
/// </remarks>
internal sealed class ReadPath(
    ReplicationOptions options, Roster roster, RequestWindow window, AnswerQueue answers, Disputes disputes,
    Convictions convictions, Outbox outbox)
{
    /// <summary>Ballots for positions that were not delivered here yet.</summary>
    public const int EarlyVotesMaximum = 4_096;

    private readonly CaseRecorder cases = new(outbox);
    private readonly PoisonWatch poison = new(options, roster, outbox);
    private readonly ReplyVoter replies = new(options.Threshold, roster, EarlyVotesMaximum);
    private readonly LateVotes late = new();
    private readonly ReplyFetching fetching = new(outbox);
    private readonly SortedSet<SequenceNumber> disputed = [];
    private Epoch epoch;

    public int Open => replies.Open;

    public int Early => replies.Early;

    /// <summary>
    /// Votes may be lost that other hosts sent: what they have not decided is ordered again. Where it may not be executed
    /// twice, votes of the last epoch count, and those of hosts that are gone are not waited for. What was read after a write
    /// that is not settled convicts nobody: that write may be voided before the read is executed again.
    /// </summary>
    public void BeginEpoch(Epoch next, SequenceNumber? firstUnsettled)
    {
        epoch = next;
        fetching.BeginEpoch();
        var open = window.InOrder.Where(read => read is { IsDecidedAtEntry: true, ClientWaits: true, Decided: null }).ToArray();
        foreach (var read in open)
        {
            if (options.Threshold.HasPassiveReplicas)
            {
                Dispute(read, late: 0, read.Sequence > firstUnsettled ? [] : replies.VotesOn(read.Sequence));
            }
            else
            {
                read.Excuse(outbox.Now);
                Judge(read, firstUnsettled: null);
            }
        }
    }

    /// <summary>A read of a client of this host has its place; votes that came before it count.</summary>
    public void Begin(PendingRequest read, SequenceNumber? firstUnsettled)
    {
        var early = replies.Begin(read.Sequence, epoch, read.Ordered.Order);
        if (early.Length > 0)
        {
            foreach (var replica in early)
            {
                answers.Rule.Holds(replica.Host, read.Sequence);
            }

            read.VoteCame(outbox.Now);
            Judge(read, firstUnsettled);
        }
    }

    public void Cast(ReadVoted message, SequenceNumber position, SequenceNumber? firstUnsettled)
    {
        replies.Cast(message, position);
        if (window.Find(message.Sequence) is { IsDecidedAtEntry: true, ClientWaits: true, Decided: null } read)
        {
            read.VoteCame(outbox.Now);
            Judge(read, firstUnsettled);
        }
        else
        {
            CameLate(message);
        }
    }

    /// <summary>A vote on a request that is decided.</summary>
    public void CameLate(ReadVoted message)
    {
        if (late.AgreedOn(message.Sequence, message.Order) is { } agreed)
        {
            convictions.Judge(epoch, message.Sequence, agreed, [(message.Replica, message.Vote)]);
        }
    }

    /// <summary>Asks again for replies that did not come.</summary>
    public void Sweep()
    {
        foreach (var sequence in fetching.Due)
        {
            if (window.Find(sequence) is { ClientWaits: true, Decided: { } agreed } read && read.ReplyOf(agreed) is null)
            {
                Fetch(read, agreed);
            }
        }
    }

    /// <summary>
    /// Other replicas vote from <paramref name="first"/> on: only votes of those who count stay, and what they amount to
    /// is looked at again.
    /// </summary>
    public void Reconsider(SequenceNumber first, SequenceNumber? firstUnsettled)
    {
        replies.RetainFrom(first);
        disputed.RemoveWhere(sequence => sequence >= first);
        var open = window.InOrder.Where(read => read is { IsDecidedAtEntry: true, ClientWaits: true, Decided: null }).ToArray();
        foreach (var read in open)
        {
            Judge(read, firstUnsettled);
        }
    }

    /// <summary>Disputes the reads that no lower write can explain any more.</summary>
    public void Settled(SequenceNumber? firstUnsettled)
    {
        while (disputed.Count > 0 && !(disputed.Min > firstUnsettled))
        {
            var sequence = disputed.Min;
            disputed.Remove(sequence);
            if (window.Find(sequence) is { ClientWaits: true, Decided: null } read)
            {
                Judge(read, firstUnsettled);
            }
        }
    }

    /// <summary>Too few replicas answered it in time, or enough of them, and none of this host.</summary>
    public void DisputeOverdue(PendingRequest read)
    {
        if (!options.Threshold.HasPassiveReplicas && VerdictOn(read.Sequence) is Verdict.Agreed agreed)
        {
            Decide(read, agreed.Vote, firstUnsettled: null);
            return;
        }

        outbox.Report(
            ReportKind.RepliesMissing, $"Too few votes: {Describe(replies.VotesOn(read.Sequence))}.",
            sequence: read.Sequence);
        Dispute(
            read, roster.Missing(read.Sequence, replica => replies.Voted(read.Sequence, replica)),
            replies.VotesOn(read.Sequence));
    }

    /// <summary>The vote is over: the read was answered or refused.</summary>
    public void End(SequenceNumber sequence)
    {
        replies.End(sequence);
        disputed.Remove(sequence);
        fetching.End(sequence);
    }

    internal static string Describe(ImmutableArray<(ReplicaId Replica, Vote Vote)> votes) => votes.IsEmpty
        ? "none"
        : string.Join(", ", votes.Select(cast =>
            $"{cast.Replica} {cast.Vote.Outcome} {cast.Vote.Reply.ToString()[..8]} {cast.Vote.WriteSet.ToString()[..8]}"));

    private void Judge(PendingRequest read, SequenceNumber? firstUnsettled)
    {
        switch (VerdictOn(read.Sequence))
        {
            case Verdict.Agreed agreed when read.ReplyOf(agreed.Vote) is not null:
                read.VotesAgreed(outbox.Now);
                Decide(read, agreed.Vote, firstUnsettled);
                break;
            case Verdict.Agreed when !read.IsExecuted:
                break; // A replica of this host may still give the reply.
            case Verdict.Agreed agreed when !options.Threshold.HasPassiveReplicas:
                Decide(read, agreed.Vote, firstUnsettled);
                break;
            case var verdict when verdict == Verdict.Undecided:
                break;
            case var _ when read.Sequence > firstUnsettled:
                disputed.Add(read.Sequence);
                break;
            default:
                outbox.Report(
                    ReportKind.RepliesDiffered, $"Replies differ: {Describe(replies.VotesOn(read.Sequence))}.",
                    sequence: read.Sequence);
                cases.Disputed(read, replies.VotesOn(read.Sequence));
                Dispute(read, late: 0, replies.VotesOn(read.Sequence));
                break;
        }
    }

    /// <summary>What the votes amount to; where nobody votes, what the replica of this host said.</summary>
    private Verdict VerdictOn(SequenceNumber sequence)
    {
        if (options.Threshold.Mode != ReplicationMode.Crash)
        {
            return replies.VerdictOn(sequence);
        }

        foreach (var (replica, vote) in replies.VotesOn(sequence))
        {
            if (replica.Host == options.Self)
            {
                return new Verdict.Agreed(vote);
            }
        }

        return Verdict.Undecided;
    }

    private void Decide(PendingRequest read, Vote agreed, SequenceNumber? firstUnsettled)
    {
        answers.Decide(read, agreed);
        if (options.Threshold.Mode == ReplicationMode.Crash
            || (!options.Threshold.HasPassiveReplicas && agreed.Outcome == Outcome.ServiceDied))
        {
            return; // Nobody votes, or managers say it of replicas that are gone: it proves nothing against others.
        }

        Convict(read, agreed, firstUnsettled);
        if (options.Threshold.Mode != ReplicationMode.AppBft)
        {
            return;
        }

        late.Decided(read.Sequence, read.Ordered.Order, agreed);
        if (read.ReplyOf(agreed) is null)
        {
            Fetch(read, agreed);
        }
    }

    private void Fetch(PendingRequest read, Vote agreed)
    {
        ImmutableArray<HostId> givers =
        [
            .. replies.VotesOn(read.Sequence).Where(cast => cast.Vote == agreed && cast.Replica.Host != options.Self)
                .Select(cast => cast.Replica.Host),
        ];
        if (!fetching.Ask(epoch, read.Sequence, givers))
        {
            Dispute(read, late: 0, replies.VotesOn(read.Sequence));
        }
    }

    /// <summary>A lower write that is undecided could still explain the difference.</summary>
    private void Convict(PendingRequest read, Vote agreed, SequenceNumber? firstUnsettled)
    {
        if (!(read.Sequence > firstUnsettled))
        {
            var votes = replies.VotesOn(read.Sequence);
            cases.Decided(read, agreed, votes);
            if (options.Threshold.HasPassiveReplicas)
            {
                poison.Agreed(epoch, read, agreed); // Otherwise nothing would be left to spare from it.
            }

            convictions.Judge(epoch, read.Sequence, agreed, votes);
        }
    }

    /// <param name="votes">Those that the outcome may convict.</param>
    private void Dispute(PendingRequest read, int late, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes)
    {
        disputes.Open(epoch, read, votes, late);
        answers.Remove(read.Sequence);
        End(read.Sequence);
        read.ClientWaits = false;
        window.End(read);
    }
}
