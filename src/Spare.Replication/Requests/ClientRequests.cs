using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The requests of this host's clients between arrival and answer. Each gets one answer or one refusal, and there are
/// at most <see cref="ReplicationOptions.InFlightMaximum"/>.
/// </summary>
internal sealed class ClientRequests(ReplicationOptions options, Outbox outbox)
{
    private readonly Dictionary<ulong, Waiting> proposed = [];
    private readonly Dictionary<ulong, Waiting> ordered = [];

    public int Count => proposed.Count + ordered.Count;

    /// <summary>The size of their canonical forms together.</summary>
    public long Bytes { get; private set; }

    public bool Full => Count >= options.InFlightMaximum || Bytes >= options.InFlightBytesMaximum;

    public void Propose(RequestId id, int size)
    {
        var arrived = proposed.TryGetValue(id.Number, out var before) ? before.Arrived : outbox.Now;
        End(id.Number);
        proposed[id.Number] = new Waiting(arrived, outbox.Now, size);
        Bytes += size;
    }

    /// <summary>Its client has waited so long for an answer to that request, which has its place, that it is not to wait on.</summary>
    public bool HasWaited(RequestId id) =>
        ordered.TryGetValue(id.Number, out var request) && outbox.Now - request.Arrived >= options.AnswerPatience;

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

        ordered.Add(id.Number, request);
        return true;
    }

    /// <summary>An ordered request goes into the order once more.</summary>
    public void ProposeAgain(RequestId id)
    {
        if (ordered.Remove(id.Number, out var request))
        {
            proposed.Add(id.Number, request with { Proposed = outbox.Now });
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

    /// <summary>
    /// Refuses what has been on its way into the order for longer than <paramref name="patience"/>, or for too long if the ways
    /// before are counted.
    /// </summary>
    public void RefuseUnordered(TimeSpan patience)
    {
        foreach (var (number, request) in proposed.OrderBy(entry => entry.Key).ToArray())
        {
            if (outbox.Now - request.Proposed >= patience || outbox.Now - request.Arrived >= options.AnswerPatience)
            {
                Refuse(
                    new RequestId(options.Self, options.Incarnation, number), RefusalReason.OutcomeUnknown,
                    "The request did not come back from the group in time; it may or may not have been executed.");
            }
        }
    }

    private void End(ulong number)
    {
        if (proposed.Remove(number, out var request) || ordered.Remove(number, out request))
        {
            Bytes -= request.Size;
        }
    }

    /// <param name="Proposed">When it was last sent on its way into the order.</param>
    /// <param name="Size">Of its canonical form.</param>
    private readonly record struct Waiting(Instant Arrived, Instant Proposed, int Size);
}
