using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The requests that this manager may still need, by position: unanswered ones, all that would have to be executed
/// again if the lowest unsettled write were voided, and those that a replica of this host has still to execute.
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

    /// <summary>No client waits for it and nothing about it is open: it leaves once all local replicas are done with it.</summary>
    public void End(PendingRequest request)
    {
        request.Ended = true;
        Release(request);
    }

    /// <summary>It leaves, whoever still has it in line.</summary>
    public void Remove(SequenceNumber sequence)
    {
        requests.Remove(sequence);
        finished.Remove(sequence);
    }

    /// <summary>A local replica is done with it: it leaves if it was only kept for that.</summary>
    public void Release(PendingRequest request)
    {
        if (request is { Ended: true, IsExecuted: true, IsRecorded: true })
        {
            Remove(request.Sequence);
        }
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
            End(read);
        }
    }

    /// <summary>Writes were settled: finished reads below the lowest unsettled one cannot be undone any more.</summary>
    public void Settled(SequenceNumber? firstUnsettled)
    {
        while (finished.Count > 0 && !(finished.Min > firstUnsettled))
        {
            var read = requests[finished.Min];
            finished.Remove(read.Sequence);
            End(read);
        }
    }

    /// <summary>
    /// A replica of this host is gone: it will not execute what it had in line, and what it said of requests from
    /// <paramref name="first"/> on is forgotten.
    /// </summary>
    public void Leave(ReplicaId replica, SequenceNumber first)
    {
        foreach (var request in requests.Values.ToArray())
        {
            if (request.Sequence >= first || request.IsOpenAt(replica))
            {
                request.Leave(replica);
                Release(request);
            }
        }
    }

    /// <summary>What stands at or after <paramref name="first"/> will be executed again by all.</summary>
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
