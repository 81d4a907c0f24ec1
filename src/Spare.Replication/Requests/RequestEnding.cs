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
        while (answers.Next(firstUnsettled) is { } request)
        {
            Answer(request);
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
        if (pending.IsRead || pending.Decided is not null)
        {
            Drop(pending.Sequence);
        }
    }

    public void AbandonAll(string reason)
    {
        foreach (var pending in window.InOrder.Where(pending => pending.ClientWaits).ToArray())
        {
            Abandon(pending, reason);
        }
    }

    /// <summary>The write was voided.</summary>
    public void Refuse(PendingRequest write, Refusal refusal)
    {
        if (write.ClientWaits)
        {
            clients.Refuse(write.Ordered.Id, refusal.Reason, refusal.Detail);
        }

        Drop(write.Sequence);
    }

    private void Answer(PendingRequest request)
    {
        Invariant.Holds(request is { Decided: not null, Result: not null });
        var vote = request.Decided.Value;
        if (vote.Outcome == Outcome.Replied)
        {
            clients.Answer(request.Ordered, request.Result.Reply);
        }
        else
        {
            clients.Refuse(
                request.Ordered.Id, RefusalReason.ServiceFailed,
                $"The service gave no usable answer on any replica ({vote.Outcome}).");
        }

        Drop(request.Sequence);
    }

    private void Drop(SequenceNumber sequence)
    {
        reads.End(sequence);
        window.Remove(sequence);
    }
}
