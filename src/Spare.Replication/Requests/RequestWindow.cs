using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The requests that this manager may still need, by position: unanswered ones, and all that would have to be executed
/// again if the lowest unsettled write were voided.
/// </summary>
/// <remarks>
/// Its size is bounded: every host accepts a bounded number of requests at a time and none while its window is at
/// <see cref="ReplicationOptions.WindowMaximum"/>, and reads of other hosts' clients leave when they are overdue.
/// </remarks>
internal sealed class RequestWindow
{
    private readonly SortedDictionary<SequenceNumber, PendingRequest> requests = [];
    private readonly SortedSet<SequenceNumber> finished = [];

    public int Count => requests.Count;

    public IEnumerable<PendingRequest> InOrder => requests.Values;

    public PendingRequest? Find(SequenceNumber sequence) => requests.GetValueOrDefault(sequence);

    public void Add(PendingRequest request) => requests.Add(request.Sequence, request);

    public void Remove(SequenceNumber sequence)
    {
        requests.Remove(sequence);
        finished.Remove(sequence);
    }

    /// <summary>
    /// A read of another host's client was executed here. It stays while a lower write is unsettled, because that
    /// write may be voided and the read executed again.
    /// </summary>
    public void Finish(PendingRequest read, SequenceNumber? firstUnsettled)
    {
        if (read.Sequence > firstUnsettled)
        {
            finished.Add(read.Sequence);
        }
        else
        {
            requests.Remove(read.Sequence);
        }
    }

    /// <summary>Writes were settled: finished reads below the lowest unsettled one cannot be undone any more.</summary>
    public void Settled(SequenceNumber? firstUnsettled)
    {
        while (finished.Count > 0 && !(finished.Min > firstUnsettled))
        {
            Remove(finished.Min);
        }
    }

    /// <summary>What stands at or after <paramref name="first"/> will be executed again.</summary>
    public void Forget(SequenceNumber first)
    {
        finished.RemoveWhere(sequence => sequence >= first);
        foreach (var request in requests.Values)
        {
            if (request.Sequence >= first)
            {
                request.Forget();
            }
        }
    }
}
