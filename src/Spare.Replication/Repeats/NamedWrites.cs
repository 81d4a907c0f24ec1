using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Release;
using Spare.Replication.Requests;

namespace Spare.Replication.Repeats;

/// <summary>
/// Writes that their clients named by a key and sent again: such a request gets no place in the order and is not
/// executed, but answered with the reply of the first one, when that may leave. All hosts decide it at the same place of
/// the order, from what was ordered and agreed before.
/// </summary>
internal sealed class NamedWrites(ReplicationOptions options, ClientRequests clients, Outbox outbox)
{
    /// <summary>Where keys go before their time that happens with every write: more than one report of it helps nobody.</summary>
    private static readonly TimeSpan ReportPause = TimeSpan.FromHours(1);

    private readonly Dictionary<Digest, (IdempotencyKey Key, SequenceNumber Sequence)> undecided = [];
    private readonly KeptReplies kept = new(options.KeptReplies);

    /// <summary>Clients of this host that wait for a reply, by the place of the request that it answers.</summary>
    private readonly SortedDictionary<SequenceNumber, (Digest Name, List<RequestId> Clients)> waiting = [];

    private Instant? reported;

    public int Kept => kept.Count;

    public int Waiting => waiting.Values.Sum(repeats => repeats.Clients.Count);

    /// <summary>True: the request gets no place, because its client sent it before, or another one under its key.</summary>
    /// <param name="last">The agreed time of the last position.</param>
    /// <param name="held">Why no reply may leave now, or null.</param>
    public bool Take(RequestProposed message, Instant last, string? held)
    {
        if (message.Key is not { } key || First(key.Name, Instant.Max(message.Stamp, last)) is not var (first, sequence))
        {
            return false;
        }

        if (!clients.Order(message.Id))
        {
            return true; // Another host's client.
        }

        if (first.Request != key.Request)
        {
            clients.Refuse(
                message.Id, RefusalReason.KeyReused,
                "The Idempotency-Key was sent before, with the same credentials, for another request.");
        }
        else if (held is not null)
        {
            Abandon(message.Id, held);
        }
        else if (waiting.TryGetValue(sequence, out var repeats))
        {
            repeats.Clients.Add(message.Id);
        }
        else
        {
            waiting.Add(sequence, (key.Name, [message.Id]));
        }

        return true;
    }

    /// <summary>The write has its place; others of its name wait for it from here on.</summary>
    public void Begin(PendingRequest write)
    {
        if (write.Ordered.Key is { } key)
        {
            undecided[key.Name] = (key, write.Sequence);
        }
    }

    /// <summary>The write is agreed. One that neither replied nor wrote anything leaves no trace, and may be sent again.</summary>
    public void Agree(PendingRequest write, Vote vote)
    {
        End(write);
        if (write.IsKept(vote) // So it has a key.
            && kept.Begin(write.Ordered.Key!.Value, write.Sequence, write.Ordered.Time))
        {
            ReportForgotten(write.Ordered.Time);
        }
    }

    /// <summary>Write set and reply of an agreed write are here.</summary>
    /// <returns>What goes into the journal; null when its client did not name it.</returns>
    public KeptReply? Record(PendingRequest write, Vote vote)
    {
        if (!write.IsKept(vote))
        {
            return null;
        }

        var reply = write.ReplyOf(vote) ?? default;
        var record = new KeptReply(
            write.Ordered.Key!.Value, write.Sequence, write.Ordered.Time, vote.Outcome,
            reply.Length > KeptReplyOptions.ReplyMaximum ? default : reply);
        kept.Complete(record);
        return record;
    }

    /// <summary>The write never was: whoever waits for it is told so, and may send it again.</summary>
    public void Void(PendingRequest write, Refusal refusal)
    {
        End(write);
        if (waiting.Remove(write.Sequence, out var repeats))
        {
            repeats.Clients.ForEach(id => clients.Refuse(id, refusal.Reason, refusal.Detail));
        }
    }

    /// <summary>Answers what the release rule lets go.</summary>
    public void AnswerAll(ReleaseRule rule, SequenceNumber? firstUnsettled)
    {
        while (waiting.Count > 0)
        {
            var (sequence, repeats) = waiting.First();
            var first = kept.Find(repeats.Name, sequence);
            if (!rule.MayLeave(sequence, firstUnsettled) || first is { Outcome: default(Outcome) })
            {
                return;
            }

            waiting.Remove(sequence);
            repeats.Clients.ForEach(id => Answer(id, first));
        }
    }

    /// <summary>Clients that have waited too long for the reply to what was sent before are told so.</summary>
    public void AbandonOverdue()
    {
        foreach (var repeats in waiting.Values)
        {
            foreach (var id in repeats.Clients.Where(clients.HasWaited).ToArray())
            {
                repeats.Clients.Remove(id);
                Abandon(id, "No answer could be given in time.");
            }
        }
    }

    /// <summary>No reply may leave any more.</summary>
    public void AbandonAll(string reason)
    {
        foreach (var id in waiting.Values.SelectMany(repeats => repeats.Clients))
        {
            Abandon(id, reason);
        }

        waiting.Clear();
    }

    /// <summary>This host takes part again, from where others are.</summary>
    public void Restore(ImmutableArray<KeptReply> snapshot) => kept.Restore(snapshot);

    private void ReportForgotten(Instant time)
    {
        if (reported is null || time - reported >= ReportPause)
        {
            reported = time;
            outbox.Report(
                ReportKind.KeyForgotten,
                $"Clients named more than {options.KeptReplies.CountMaximum} writes within {options.KeptReplies.Lifetime}: from here "
                + "on the oldest are forgotten before their time, and executed again if they are sent again.");
        }
    }

    private (IdempotencyKey Key, SequenceNumber Sequence)? First(Digest name, Instant time) =>
        undecided.TryGetValue(name, out var open) ? open
        : kept.Find(name, time) is { } ended ? (ended.Key, ended.Sequence)
        : null;

    private void End(PendingRequest write)
    {
        if (write.Ordered.Key is { } key)
        {
            undecided.Remove(key.Name);
        }
    }

    private void Answer(RequestId id, KeptReply? first)
    {
        switch (first)
        {
            case { Outcome: Outcome.Replied, Reply.IsEmpty: false }:
                clients.Answer(id, first.Sequence, first.Time, first.Reply);
                break;
            case { Outcome: Outcome.Replied }:
                clients.Refuse(
                    id, RefusalReason.ReplyNotKept,
                    $"The request was executed when it was sent before, at {first.Sequence}; its reply is not kept.");
                break;
            default:
                clients.Refuse(
                    id, RefusalReason.ServiceFailed,
                    "The service gave no usable answer on any replica when the request was sent before.");
                break;
        }
    }

    private void Abandon(RequestId id, string reason) => clients.Refuse(
        id, RefusalReason.OutcomeUnknown,
        $"{reason} The request was sent before; the first one may or may not have been executed.");
}
