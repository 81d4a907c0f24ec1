using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Requests;

/// <summary>How requests of this host's clients end: answered, refused by agreement, or given up with their outcome open.</summary>
internal sealed class RequestEnding(
    RequestWindow window, AnswerQueue answers, ReadPath reads, ClientRequests clients)
{
    /// <summary>Answers what the release rule lets go.</summary>
    public void AnswerAll(SequenceNumber? firstUnsettled)
    {
        while (answers.Next(firstUnsettled) is { } next)
        {
            Answer(next.Request, next.Reply);
        }
    }

    /// <summary>The client is told that nobody knows. A write stays until it is settled.</summary>
    public void Abandon(PendingRequest pending, string reason)
    {
        clients.Refuse(
            pending.Ordered.Id, RefusalReason.OutcomeUnknown,
            $"{reason} The request was under way; it may or may not have been executed.");
        pending.ClientWaits = false;
        answers.Remove(pending.Sequence);
        if (pending.IsDecidedAtEntry || pending.Decided is not null)
        {
            End(pending);
        }
    }

    public void AbandonAll(string reason)
    {
        foreach (var pending in window.InOrder.Where(pending => pending.ClientWaits).ToArray())
        {
            Abandon(pending, reason);
        }
    }

    /// <summary>
    /// What a client's request waits for may have a bound and come again and again: in all it waits no longer than that.
    /// </summary>
    public void AbandonOverdue()
    {
        foreach (var pending in window.InOrder.Where(pending => pending.ClientWaits && clients.HasWaited(pending.Ordered.Id))
            .ToArray())
        {
            Abandon(pending, "No answer could be given in time.");
        }
    }

    /// <summary>
    /// An epoch begins. What a host that has a part in it shared of writes settled before, it had sent before it said that it
    /// is ready: agreed replies that are not here by now do not come.
    /// </summary>
    public void AbandonLost()
    {
        foreach (var write in window.InOrder.Where(pending => pending is { IsDecidedAtEntry: false, ClientWaits: true }
            && pending.Decided is { } agreed && pending.ReplyOf(agreed) is null).ToArray())
        {
            Abandon(write, "The hosts that had the agreed reply are gone, or parted before it came.");
        }
    }

    /// <summary>The write was voided.</summary>
    public void Refuse(PendingRequest write, Refusal refusal)
    {
        if (write.ClientWaits)
        {
            clients.Refuse(write.Ordered.Id, refusal.Reason, refusal.Detail);
        }

        reads.End(write.Sequence);
        window.Remove(write.Sequence);
    }

    private void Answer(PendingRequest request, ReadOnlyMemory<byte> reply)
    {
        Invariant.Holds(request.Decided is not null);
        var vote = request.Decided.Value;
        if (vote.Outcome == Outcome.Replied)
        {
            clients.Answer(request.Ordered.Id, request.Sequence, request.Ordered.Time, reply);
        }
        else
        {
            clients.Refuse(
                request.Ordered.Id, RefusalReason.ServiceFailed,
                $"The service gave no usable answer on any replica ({vote.Outcome}).");
        }

        End(request);
    }

    private void End(PendingRequest request)
    {
        request.ClientWaits = false;
        reads.End(request.Sequence);
        window.End(request);
    }
}
