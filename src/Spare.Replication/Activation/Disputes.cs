using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Activation;

/// <summary>
/// Declared reads of this host's clients that the votes did not decide: each is ordered once more, on the write path,
/// with the time and the seed that it had. If no update was agreed between its two places, both executions had the
/// same input, and the second one's outcome convicts whoever answered the first one otherwise. Where no passive replica can
/// be woken for it, its client is refused. Where it came into the order between two epochs it has no second place, and is
/// ordered again when the next one begins.
/// </summary>
/// <remarks>At most as many as there are requests of this host's clients in flight.</remarks>
internal sealed class Disputes(FaultThreshold threshold, ClientRequests clients, Convictions convictions, Outbox outbox)
{
    private readonly Dictionary<RequestId, Dispute> open = [];
    private readonly List<ReadDisputed> returned = [];

    public int Count => open.Count;

    public void Open(
        Epoch epoch, PendingRequest read, ImmutableArray<(ReplicaId Replica, Vote Vote)> votes, int late)
    {
        var request = read.Ordered;
        if (!threshold.HasPassiveReplicas)
        {
            clients.Refuse(
                request.Id, RefusalReason.OutcomeUnknown,
                $"Fewer than {threshold.MatchingReplies} replicas gave equal answers; the request was ordered, and each may have "
                + "executed it.");
            return;
        }

        open[request.Id] = new Dispute(read.Sequence, votes, late);
        clients.ProposeAgain(request.Id);
        outbox.Add(new ManagerEffect.Multicast(new ReadDisputed(
            epoch, request.Id, request.Route, read.Sequence, request.Time, request.Seed, request.Request)));
    }

    /// <summary>It came into the order and got no place there.</summary>
    public void Return(ReadDisputed message)
    {
        if (clients.IsProposed(message.Id))
        {
            returned.Add(message);
        }
    }

    /// <summary>What got no place is ordered again, if its client still waits.</summary>
    public void OrderReturned(Epoch epoch)
    {
        foreach (var message in returned.Where(message => clients.IsProposed(message.Id)))
        {
            outbox.Add(new ManagerEffect.Multicast(message with { Epoch = epoch }));
        }

        returned.Clear();
    }

    /// <summary>Clients do not wait for the next epoch any more.</summary>
    public void RefuseReturned(string reason)
    {
        foreach (var message in returned.Where(message => clients.IsProposed(message.Id)))
        {
            Close(default, message.Id, agreed: null, default);
            clients.Refuse(
                message.Id, RefusalReason.OutcomeUnknown,
                $"{reason} The replicas gave different answers; the request may or may not have been executed.");
        }

        returned.Clear();
    }

    /// <summary>How many replicas had not answered when the request was ordered again; 0: it was not late.</summary>
    public int Late(RequestId request) => open.TryGetValue(request, out var dispute) ? dispute.Late : 0;

    /// <param name="agreed">The outcome at the second place; null when it has none.</param>
    /// <param name="lastUpdate">The position of the last agreed update before the second place.</param>
    /// <returns>The first place and the votes there, if the outcome at the second one says who was wrong.</returns>
    public Dispute? Close(Epoch epoch, RequestId request, Vote? agreed, SequenceNumber lastUpdate)
    {
        if (open.Remove(request, out var dispute) && agreed is { } vote && lastUpdate < dispute.Sequence)
        {
            convictions.Judge(epoch, dispute.Sequence, vote, dispute.Votes);
            return dispute;
        }

        return null;
    }

    /// <summary>No request of this host's clients is open any more.</summary>
    public void Clear() => open.Clear();

    /// <summary>The place and the votes that did not decide the read.</summary>
    public readonly record struct Dispute(
        SequenceNumber Sequence, ImmutableArray<(ReplicaId Replica, Vote Vote)> Votes, int Late);
}
