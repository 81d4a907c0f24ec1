using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Requests;

/// <summary>
/// The way of a request through this manager (SPARE 2.3 and 3.2): delivered, numbered, executed here, voted on,
/// settled, answered; or voided.
/// </summary>
/// <remarks>
/// Reads are decided by their entry manager alone, from votes sent to it. Writes are decided by every manager, from
/// ordered votes, one after the other. A write whose votes differ, or do not come, is voided: the active replicas of
/// all hosts are replaced by ones made from the agreed updates, as if the write had never been, and what came after
/// it is executed again. Nothing after it has left for a client, because replies wait for all lower writes. All
/// methods that take an ordered message are called only while an epoch lasts.
/// </remarks>
internal sealed class RequestPath
{
    private readonly ReplicationOptions options;
    private readonly Outbox outbox;
    private readonly RequestWindow window = new();
    private readonly Generations generations;
    private readonly AnswerQueue answers;
    private readonly ReadPath reads;
    private readonly WritePath writes;
    private readonly RequestEnding ending;
    private readonly OverdueSweep sweep;
    private Instant stampReported;

    public RequestPath(ReplicationOptions options, Outbox outbox)
    {
        this.options = options;
        this.outbox = outbox;
        generations = new Generations(options.Hosts);
        answers = new AnswerQueue(options.Hosts, window);
        Clients = new ClientRequests(options, outbox);
        Replica = new LocalReplica(options.Self, options.ConcurrentReads, window, outbox);
        Replacements = new Replacements(options.ReplacementPatience);
        reads = new ReadPath(options, window, answers, Clients, outbox);
        writes = new WritePath(options, window, answers, outbox);
        ending = new RequestEnding(window, answers, reads, Clients);
        sweep = new OverdueSweep(options, window, writes, reads, outbox);
    }

    public Sequencer Sequencer { get; } = new();

    public ClientRequests Clients { get; }

    public LocalReplica Replica { get; }

    public Replacements Replacements { get; }

    public Epoch Epoch { get; private set; }

    public UpdateBuffer Buffer => writes.Buffer;

    public Digest Verdicts => writes.Verdicts;

    public SequenceNumber? FirstUnsettled => writes.First;

    public ManagerLoad Load => new()
    {
        InFlight = Clients.Count,
        InFlightBytes = Clients.Bytes,
        Window = window.Count,
        Waiting = Replica.Waiting,
        OpenWrites = writes.Open,
        OpenReads = reads.Open,
        EarlyBallots = reads.Early,
        Decided = answers.Count,
        Unjournaled = answers.Rule.Unjournaled,
        BufferedUpdates = Buffer.Count,
    };

    public bool WindowFull => window.Count >= options.WindowMaximum;

    /// <summary>The request has its place in the order.</summary>
    /// <param name="held">Why no reply may leave now, or null: then its client is refused, and only the order goes on.</param>
    public void Deliver(HostId sender, RequestProposed message, string? held)
    {
        var sequence = Sequencer.Number(message);
        CheckStamp(sender, message);
        var pending = new PendingRequest(
            new OrderedRequest(
                sequence, message.Id, message.Route, options.Terms(message.Route).Class, Sequencer.Time, message.Seed,
                message.Request),
            outbox.Now)
        {
            ClientWaits = Clients.Order(message.Id),
        };
        window.Add(pending);
        answers.Rule.Holds(options.Self, sequence);
        Replica.Enqueue(pending.Ordered);
        if (!pending.IsRead)
        {
            writes.Begin(pending);
        }

        if (held is not null && pending.ClientWaits)
        {
            ending.Abandon(pending, held);
        }
        else if (pending is { IsRead: true, ClientWaits: true })
        {
            reads.Begin(pending, Epoch, writes.First);
        }
    }

    public void Deliver(HostId sender, WriteVoted message)
    {
        if (message.Epoch == Epoch && message.Replica.Host == sender
            && generations.Counts(message.Replica, message.Sequence))
        {
            answers.Rule.Holds(sender, message.Sequence);
            writes.Cast(message);
            Settle();
        }
    }

    public void Deliver(VoidProposed message)
    {
        if (message.Epoch == Epoch && writes.First == message.Sequence)
        {
            Void(new Refusal(RefusalReason.TimedOut, "Too few replicas answered in time."));
            Settle();
        }
    }

    public void Deliver(HostId sender, ReplicaReplaced message)
    {
        if (message.Epoch != Epoch || message.Replica.Host != sender || generations.Current(sender) != message.Replica)
        {
            return;
        }

        var first = writes.First ?? Sequencer.Position.Next;
        var next = generations.Replace(sender, first);
        Replacements.Begin(next, outbox.Now);
        outbox.Report(ReportKind.ReplicaReplaced, $"{next} takes the place of {message.Replica}.", next);
        writes.Withdraw(sender);
        Reconsider(first, sender);
    }

    public void Deliver(HostId sender, ReplicaReady message)
    {
        if (message.Epoch == Epoch && message.Replica.Host == sender)
        {
            Replacements.End(message.Replica);
        }
    }

    /// <summary>A vote on a read; it is not ordered and may come before what it is about.</summary>
    public void Receive(HostId sender, ReadVoted message)
    {
        if (message.Replica.Host != sender || message.Epoch < Epoch
            || (message.Epoch == Epoch && !generations.MayCount(message.Replica, message.Sequence)))
        {
            return;
        }

        answers.Rule.Holds(sender, message.Sequence);
        reads.Cast(message, Sequencer.Position, writes.First);
    }

    public void Executed(ManagerEvent.Executed execution)
    {
        if (Replica.Complete(execution) is not { } pending)
        {
            return;
        }

        if (execution.Result.Vote.Outcome != Outcome.Replied)
        {
            outbox.Report(
                ReportKind.ReplicaMisbehaved, $"{execution.Result.Vote.Outcome}: {execution.Result.Detail}",
                execution.Replica, execution.Sequence);
        }

        Vote(pending, execution.Result.Vote);
    }

    /// <summary>
    /// Votes of the last epoch may be lost: every host says again what it has to say of unsettled writes, and which
    /// replica speaks for it.
    /// </summary>
    public void BeginEpoch(Epoch epoch, IEnumerable<ReplicaId> replicas)
    {
        Epoch = epoch;
        foreach (var replica in replicas)
        {
            generations.Adopt(replica, writes.First ?? Sequencer.Position.Next);
        }

        Invariant.Holds(generations.Current(options.Self) == Replica.Id);
        Replacements.Clear();
        writes.BeginEpoch();
        foreach (var pending in window.InOrder)
        {
            if (pending is { IsRead: false, Decided: null, Result: { } result })
            {
                Vote(pending, result.Vote);
            }
        }
    }

    /// <summary>No reply may leave any more: clients learn now that the outcome of their requests is open.</summary>
    public void Hold(string reason) => ending.AbandonAll(reason);

    public void Journaled(SequenceNumber sequence) => answers.Rule.Journaled(sequence);

    public void JournalFailed() => writes.StopJournaling();

    /// <summary>Starts what may start, and lets go what may leave; the last thing in every step.</summary>
    public void Advance()
    {
        while (Replica.StartAll() is { } deadly)
        {
            Vote(deadly, deadly.Result!.Vote); // It was just given that result.
        }

        ending.AnswerAll(writes.First);
    }

    /// <summary>Looks for what has waited too long; while no epoch lasts, nothing can be late.</summary>
    public void Sweep(ServingSet serving)
    {
        Clients.RefuseUnordered(options.OrderingPatience);
        Replica.Retry(Buffer);
        if (serving.InForce)
        {
            sweep.Run(Epoch, Replacements, Replica);
        }
    }

    private void CheckStamp(HostId sender, RequestProposed message)
    {
        var off = (message.Stamp - outbox.Now).Duration();
        if (off > options.StampTolerance && outbox.Now - stampReported > options.StampTolerance)
        {
            stampReported = outbox.Now;
            outbox.Report(
                ReportKind.StampTooFarOff,
                $"The clock of {sender} is {off.TotalSeconds:F1} s away from this host's: synchronise the hosts.");
        }
    }

    private void Vote(PendingRequest pending, Vote vote)
    {
        if (!pending.IsRead)
        {
            outbox.Add(new ManagerEffect.Multicast(new WriteVoted(Epoch, Replica.Id, pending.Sequence, vote)));
            return;
        }

        var message = new ReadVoted(Epoch, Replica.Id, pending.Sequence, vote);
        if (pending.ClientWaits)
        {
            reads.Cast(message, Sequencer.Position, writes.First);
        }
        else
        {
            outbox.Add(new ManagerEffect.SendVote(pending.Ordered.Id.Entry, message));
            window.Finish(pending, writes.First);
        }
    }

    private void Settle()
    {
        var before = writes.First;
        while (writes.Settle() is { } refusal)
        {
            Void(refusal);
        }

        if (writes.First != before)
        {
            window.Settled(writes.First);
            reads.Settled(writes.First);
        }
    }

    private void Void(Refusal refusal)
    {
        var write = writes.Void(refusal);
        ending.Refuse(write, refusal);
        var first = write.Sequence.Next;
        foreach (var host in options.Hosts)
        {
            Replacements.Begin(generations.Replace(host, first), outbox.Now);
        }

        Reconsider(first, options.Self);
        window.Settled(writes.First);
        reads.Settled(writes.First);
    }

    /// <summary>The replica of <paramref name="host"/> is another one from <paramref name="first"/> on.</summary>
    private void Reconsider(SequenceNumber first, HostId host)
    {
        answers.Withdraw(first);
        if (host == options.Self)
        {
            Replica.Replace(generations.Current(host), first, Buffer.All);
        }

        reads.Reconsider(first, generations.MayCount, writes.First);
    }
}
