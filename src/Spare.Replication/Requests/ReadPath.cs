using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Voting;

namespace Spare.Replication.Requests;

/// <summary>
/// Declared reads of this host's clients (SPARE 2.3): decided by this manager alone, from votes that the others send
/// to it. A lost vote costs one reply, no more.
/// </summary>
/// <remarks>
/// Replies to a read that differ may differ because of a lower write that is about to be voided. So the read is
/// refused only once all lower writes are settled; a void makes the replicas read again.
/// </remarks>
internal sealed class ReadPath(
    ReplicationOptions options, RequestWindow window, AnswerQueue answers, ClientRequests clients, Outbox outbox)
{
    /// <summary>Ballots for positions that were not delivered here yet.</summary>
    public const int EarlyVotesMaximum = 4_096;

    private readonly ReplyVoter replies = new(options.Threshold, EarlyVotesMaximum);
    private readonly SortedSet<SequenceNumber> disputed = [];

    public int Open => replies.Open;

    public int Early => replies.Early;

    /// <summary>A read of a client of this host has its place; votes that came before it count.</summary>
    public void Begin(PendingRequest read, Epoch epoch, SequenceNumber? firstUnsettled)
    {
        if (replies.Begin(read.Sequence, epoch) > 0)
        {
            read.VoteCame(outbox.Now);
            Judge(read, firstUnsettled);
        }
    }

    public void Cast(ReadVoted message, SequenceNumber position, SequenceNumber? firstUnsettled)
    {
        replies.Cast(message, position);
        if (window.Find(message.Sequence) is { IsRead: true, ClientWaits: true } read)
        {
            read.VoteCame(outbox.Now);
            Judge(read, firstUnsettled);
        }
    }

    /// <summary>
    /// Other replicas vote from <paramref name="first"/> on: only votes that <paramref name="counts"/> holds for
    /// stay, and what they amount to is looked at again.
    /// </summary>
    public void Reconsider(
        SequenceNumber first, Func<ReplicaId, SequenceNumber, bool> counts, SequenceNumber? firstUnsettled)
    {
        replies.RetainFrom(first, counts);
        disputed.RemoveWhere(sequence => sequence >= first);
        foreach (var read in window.InOrder.Where(read => read is { IsRead: true, ClientWaits: true }).ToArray())
        {
            if (read.Sequence >= first)
            {
                Judge(read, firstUnsettled);
            }
        }
    }

    /// <summary>Refuses the disputed reads that no lower write can explain any more.</summary>
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

    /// <summary>Refuses a read that too few replicas answered in time.</summary>
    public void RefuseOverdue(PendingRequest read)
    {
        outbox.Report(
            ReportKind.RepliesMissing, $"Too few votes: {Describe(replies.VotesOn(read.Sequence))}.",
            sequence: read.Sequence);
        Refuse(read, RefusalReason.TimedOut, "Too few replicas answered in time.");
    }

    /// <summary>The vote is over: the read was answered or refused.</summary>
    public void End(SequenceNumber sequence)
    {
        replies.End(sequence);
        disputed.Remove(sequence);
    }

    internal static string Describe(ImmutableArray<(ReplicaId Replica, Vote Vote)> votes) => votes.IsEmpty
        ? "none"
        : string.Join(", ", votes.Select(cast =>
            $"{cast.Replica} {cast.Vote.Outcome} {cast.Vote.Reply.ToString()[..8]} {cast.Vote.WriteSet.ToString()[..8]}"));

    private void Judge(PendingRequest read, SequenceNumber? firstUnsettled)
    {
        switch (replies.VerdictOn(read.Sequence))
        {
            case Verdict.Agreed agreed when read.Result?.Vote == agreed.Vote:
                answers.Decide(read, agreed.Vote);
                break;
            case var verdict when verdict == Verdict.Disagreed && read.Sequence > firstUnsettled:
                disputed.Add(read.Sequence);
                break;
            case var verdict when verdict == Verdict.Disagreed:
                outbox.Report(
                    ReportKind.RepliesDiffered, $"Replies differ: {Describe(replies.VotesOn(read.Sequence))}.",
                    sequence: read.Sequence);
                Refuse(read, RefusalReason.Disagreement, "The replicas gave different answers.");
                break;
            default:
                break;
        }
    }

    private void Refuse(PendingRequest read, RefusalReason reason, string detail)
    {
        clients.Refuse(read.Ordered.Id, reason, detail);
        answers.Remove(read.Sequence);
        End(read.Sequence);
        window.Remove(read.Sequence);
    }
}
