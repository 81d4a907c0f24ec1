using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Requests;

/// <summary>
/// Where requests of this host's clients enter the order. While the hosts come to terms about the next epoch, which is
/// soon over when enough of them are left, requests wait here; after
/// <see cref="ReplicationOptions.ServingPatience"/> they are refused.
/// </summary>
internal sealed class EntryGate(ReplicationOptions options, ClientRequests clients, Outbox outbox)
{
    private readonly Queue<RequestProposed> waiting = new();
    private Instant? closed;

    /// <summary>Why requests are refused; null: they enter, or wait.</summary>
    public string? Refusal { get; private set; } = "Starting.";

    private bool IsOpen => closed is null && Refusal is null;

    /// <summary>Nothing enters now. True: whoever waits is to be refused, because it has taken too long.</summary>
    /// <param name="mayPass">It may be over soon.</param>
    public bool Close(string reason, bool mayPass)
    {
        closed ??= outbox.Now;
        if (Refusal is not null)
        {
            Refusal = reason;
            return false;
        }

        if (mayPass && outbox.Now - closed.Value < options.ServingPatience)
        {
            return false;
        }

        Refusal = reason;
        foreach (var request in Drain())
        {
            clients.Refuse(request.Id, RefusalReason.NotServing, reason);
        }

        return true;
    }

    /// <summary>What waits enters in the order in which it came.</summary>
    public void Open()
    {
        if (IsOpen)
        {
            return;
        }

        (closed, Refusal) = (null, null);
        foreach (var request in Drain())
        {
            Send(request);
        }
    }

    public void Enter(RequestProposed request)
    {
        clients.Propose(request.Id, request.Request.Length);
        if (IsOpen)
        {
            Send(request);
        }
        else
        {
            waiting.Enqueue(request);
        }
    }

    /// <summary>It came back from the group when no epoch lasted: it has no place.</summary>
    public void Return(RequestProposed request)
    {
        if (!clients.IsProposed(request.Id))
        {
            return;
        }

        if (Refusal is { } reason)
        {
            clients.Refuse(request.Id, RefusalReason.NotServing, reason);
        }
        else
        {
            clients.Propose(request.Id, request.Request.Length);
            waiting.Enqueue(request);
        }
    }

    private void Send(RequestProposed request) =>
        outbox.Add(new ManagerEffect.Multicast(request with { Stamp = outbox.Now }));

    private List<RequestProposed> Drain()
    {
        var requests = waiting.Where(request => clients.IsProposed(request.Id)).ToList();
        waiting.Clear();
        return requests;
    }
}
