using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
using Spare.Replication.Repeats;

namespace Spare.Replication.Requests;

/// <summary>
/// Gives delivered requests their place in the order (SPARE 2.3), puts them in line at the replicas of this host, and
/// opens the vote on them.
/// </summary>
internal sealed class Placement(
    ReplicationOptions options, OpenRequests open, Successions successions, NamedWrites named, ClientRequests clients,
    RequestEnding ending, Outbox outbox)
{
    private readonly Patience patience = new(options);
    private readonly StampCheck stamps = new(options, outbox);

    public bool WindowFull => open.Window.Count >= options.WindowMaximum;

    /// <summary>The request has its place, unless it is a repeat. True: it is a write, with a vote to be settled.</summary>
    /// <param name="held">Why no reply may leave now, or null: then its client is refused, and only the order goes on.</param>
    public bool Place(HostId sender, RequestProposed message, string? held)
    {
        if (named.Take(message, open.Sequencer.Time, held))
        {
            return false;
        }

        var sequence = open.Sequencer.Number(message.Id, message.Stamp);
        stamps.Check(sender, message.Stamp);
        return Place(
            new OrderedRequest(
                sequence, message.Id, message.Route, options.Terms(message.Route).Class, open.Sequencer.Time, message.Seed,
                message.Request) { Order = open.Sequencer.Order, Key = message.Key },
            held);
    }

    /// <summary>A disputed read has its place on the write path. True: it has a vote to be settled.</summary>
    public bool Place(ReadDisputed message, string? held)
    {
        var sequence = open.Sequencer.Number(message.Id, open.Sequencer.Time);
        return Place(
            new OrderedRequest(
                sequence, message.Id, message.Route, RouteClass.Write, message.Time, message.Seed,
                message.Request) { Order = open.Sequencer.Order },
            held);
    }

    private bool Place(OrderedRequest request, string? held)
    {
        var pending = new PendingRequest(request, outbox.Now, patience.Of(request.Route))
        {
            ClientWaits = clients.Order(request.Id),
            IsDecidedAtEntry = request.Class == RouteClass.Read || !options.Threshold.HasPassiveReplicas,
        };
        open.Answers.Rule.Holds(options.Self, request.Sequence);
        if (WindowFull && IsDispensable(pending))
        {
            return false;
        }

        open.Window.Add(pending);
        successions.Running.Enqueue(pending);
        if (!pending.IsDecidedAtEntry)
        {
            open.Writes.Begin(pending);
        }

        if (held is not null && pending.ClientWaits)
        {
            ending.Abandon(pending, held);
            return false;
        }

        if (pending is { IsDecidedAtEntry: true, ClientWaits: true })
        {
            open.Reads.Begin(pending, open.Writes.First);
        }

        return !pending.IsDecidedAtEntry;
    }

    /// <summary>Another host's read, of which its entry manager can do without this host's votes while there is no room.</summary>
    private bool IsDispensable(PendingRequest pending)
    {
        successions.SkipSettled(open.Writes.Agreed);
        return WindowFull && pending is { IsRead: true, ClientWaits: false };
    }
}
