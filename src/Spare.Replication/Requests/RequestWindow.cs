using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The requests that this manager may still need, by position: unanswered ones, and all that would have to be executed
/// again if the lowest unsettled write were voided. Its size is bounded by the requests in flight on all hosts.
/// </summary>
internal sealed class RequestWindow
{
    private readonly SortedDictionary<SequenceNumber, PendingRequest> requests = [];

    public int Count => requests.Count;

    public IEnumerable<PendingRequest> InOrder => requests.Values;

    public PendingRequest? Find(SequenceNumber sequence) => requests.GetValueOrDefault(sequence);

    public void Add(PendingRequest request) => requests.Add(request.Sequence, request);

    public void Remove(SequenceNumber sequence) => requests.Remove(sequence);

    /// <summary>Drops the reads of other hosts' clients that were executed here and that no write can undo any more.</summary>
    public void DropFinishedReads(SequenceNumber? firstUnsettled)
    {
        List<SequenceNumber>? finished = null;
        foreach (var request in requests.Values)
        {
            if (request.Sequence > firstUnsettled)
            {
                break;
            }

            if (request is { IsRead: true, ClientWaits: false, Result: not null })
            {
                (finished ??= []).Add(request.Sequence);
            }
        }

        finished?.ForEach(sequence => requests.Remove(sequence));
    }
}
