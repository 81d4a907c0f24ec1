using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The requests of this host's clients between arrival and answer. Each gets one answer or one refusal, and there are
/// at most <see cref="ReplicationOptions.InFlightMaximum"/>.
/// </summary>
internal sealed class ClientRequests(ReplicationOptions options, Outbox outbox)
{
    private readonly Dictionary<ulong, (Instant Since, int Size)> proposed = [];
    private readonly Dictionary<ulong, int> ordered = [];

    public int Count => proposed.Count + ordered.Count;

    /// <summary>The size of their canonical forms together.</summary>
    public long Bytes { get; private set; }

    public bool Full => Count >= options.InFlightMaximum || Bytes >= options.InFlightBytesMaximum;

    public void Propose(RequestId id, int size)
    {
        End(id.Number);
        proposed[id.Number] = (outbox.Now, size);
        Bytes += size;
    }

    /// <summary>A client of this manager, in this life of it, waits for that request, which has no place yet.</summary>
    public bool IsProposed(RequestId id) =>
        id.Entry == options.Self && id.Incarnation == options.Incarnation && proposed.ContainsKey(id.Number);

    /// <summary>True: a client of this manager, in this life of it, waits for that request, which now has its place.</summary>
    public bool Order(RequestId id)
    {
        if (!IsProposed(id) || !proposed.Remove(id.Number, out var request))
        {
            return false;
        }

        ordered.Add(id.Number, request.Size);
        return true;
    }

    /// <summary>An ordered request goes into the order once more.</summary>
    public void ProposeAgain(RequestId id)
    {
        if (ordered.Remove(id.Number, out var size))
        {
            proposed.Add(id.Number, (outbox.Now, size));
        }
    }

    /// <param name="sequence">Where it was executed, at that time.</param>
    public void Answer(RequestId id, SequenceNumber sequence, Instant time, ReadOnlyMemory<byte> reply)
    {
        End(id.Number);
        outbox.Add(new ManagerEffect.Answer(id, sequence, time, reply));
    }

    public void Refuse(RequestId id, RefusalReason reason, string detail)
    {
        End(id.Number);
        outbox.Add(new ManagerEffect.Refuse(id, new Refusal(reason, detail)));
    }

    /// <summary>Refuses what has been on its way into the order for longer than <paramref name="patience"/>.</summary>
    public void RefuseUnordered(TimeSpan patience)
    {
        foreach (var (number, request) in proposed.OrderBy(entry => entry.Key).ToArray())
        {
            if (outbox.Now - request.Since >= patience)
            {
                Refuse(
                    new RequestId(options.Self, options.Incarnation, number), RefusalReason.OutcomeUnknown,
                    "The request did not come back from the group in time; it may or may not have been executed.");
            }
        }
    }

    private void End(ulong number)
    {
        if (proposed.Remove(number, out var request))
        {
            Bytes -= request.Size;
        }
        else if (ordered.Remove(number, out var size))
        {
            Bytes -= size;
        }
    }
}
