using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;
using Spare.Replication.Execution;
using Spare.Replication.Images;
using Spare.Replication.Poison;
using Spare.Replication.Release;
using Spare.Replication.Repeats;
using Spare.Replication.Serving;
using Spare.Replication.Updates;

namespace Spare.Replication.Requests;

/// <summary>
/// The way of a request through this manager (SPARE 2.3 and 3.2): delivered, numbered, executed here, voted on,
/// settled, answered; or voided.
/// </summary>
/// <remarks>
/// Reads are decided by their entry manager alone, from votes sent to it. Writes are decided by every manager, from
/// ordered votes, one after the other. A write whose votes cannot be decided even with woken replicas is voided: the
/// active replicas of all hosts are replaced by ones made from the agreed updates, as if the write had never been, and
/// what came after it is executed again. Nothing after it has left for a client, because replies wait for all lower
/// writes. All methods that take an ordered message are called only while an epoch lasts.
/// </remarks>
internal sealed class RequestPath
{
    private readonly ReplicationOptions options;
    private readonly Outbox outbox;
    private readonly RequestWindow window = new();
    private readonly Roster roster;
    private readonly AnswerQueue answers;
    private readonly Disputes disputes;
    private readonly ReadPath reads;
    private readonly WritePath writes;
    private readonly RequestEnding ending;
    private readonly Accountability accountability;
    private readonly Settlement settlement;
    private readonly OverdueSweep sweep;
    private readonly Placement placement;
    private readonly Holding holding;
    private readonly OwnVotes votes;
    private readonly GivenReplies? given;

    public RequestPath(ReplicationOptions options, Outbox outbox)
    {
        this.options = options;
        this.outbox = outbox;
        roster = new Roster(options.Hosts);
        answers = new AnswerQueue(options, window);
        Clients = new ClientRequests(options, outbox);
        Convictions = new Convictions(outbox);
        Suspicions = new Suspicions(options.SuspicionThreshold);
        disputes = new Disputes(options.Threshold, Clients, Convictions, outbox);
        reads = new ReadPath(options, roster, window, answers, disputes, Convictions, outbox);
        Named = new NamedWrites(options, Clients, outbox);
        writes = new WritePath(options, roster, window, answers, Named, outbox);
        var open = new OpenRequests(window, roster, Sequencer, writes, reads, answers);
        Successions = new Successions(options, open, new ImageRotation(options, roster, outbox), outbox);
        ending = new RequestEnding(window, answers, reads, Clients);
        accountability = new Accountability(options, roster, disputes, Convictions, outbox);
        settlement = new Settlement(options, open, Successions, ending, accountability, outbox);
        sweep = new OverdueSweep(options, window, writes, reads, settlement, Successions, outbox);
        placement = new Placement(options, open, Successions, Named, Clients, ending, outbox);
        holding = new Holding(options.Self, options.SilenceMaximum / 4, outbox);
        given = options.Threshold.Mode == ReplicationMode.AppBft ? new GivenReplies(outbox) : null;
        votes = new OwnVotes(options.Threshold, open, holding, accountability, given, outbox);
        Waking = new Waking(options, open, Successions, outbox);
    }

    public Sequencer Sequencer { get; } = new();

    public ClientRequests Clients { get; }

    public NamedWrites Named { get; }

    public Convictions Convictions { get; }

    public Suspicions Suspicions { get; }

    public Successions Successions { get; }

    public Waking Waking { get; }

    public PoisonWatch Poison => accountability.Poison;

    public RunningReplicas Running => Successions.Running;

    public Epoch Epoch => settlement.Epoch;

    public UpdateBuffer Buffer => writes.Buffer;

    /// <summary>The last agreed update.</summary>
    public UpdateNumber LastUpdate => writes.Agreed.Last;

    /// <summary>The bytes of all agreed updates are here.</summary>
    public bool IsComplete => writes.Agreed.IsComplete;

    public Digest Verdicts => writes.Verdicts;

    public SequenceNumber? FirstUnsettled => writes.First;

    public SequenceNumber? FirstUnjournaled => answers.Rule.FirstUnjournaled;

    public uint LastGeneration => roster.LastGeneration(options.Self);

    public ManagerLoad Load => ManagerLoad.Of(this, window, writes, reads, answers);

    public bool WindowFull => placement.WindowFull;

    /// <summary>The request has its place in the order.</summary>
    /// <param name="held">Why no reply may leave now, or null: then its client is refused, and only the order goes on.</param>
    public void Deliver(HostId sender, RequestProposed message, string? held)
    {
        if (placement.Place(sender, message, held))
        {
            Settle();
        }
        else if (options.Threshold.Mode == ReplicationMode.Crash && message.Id.Entry != options.Self)
        {
            votes.SayHeld(Epoch, message.Id.Entry, Running.Active.Id);
        }
    }

    /// <summary>A disputed read has its place on the write path.</summary>
    public void Deliver(ReadDisputed message, string? held)
    {
        if (message.Epoch != Epoch)
        {
            disputes.Return(message);
            disputes.OrderReturned(Epoch);
        }
        else if (placement.Place(message, held))
        {
            Settle();
        }
    }

    public void Deliver(HostId sender, WriteVoted message)
    {
        if (message.Epoch == Epoch && message.Replica.Host == sender && roster.Counts(message.Replica, message.Sequence))
        {
            answers.Rule.Holds(sender, message.Sequence);
            if (settlement.IsBeingVoided(message.Sequence))
            {
                return;
            }

            writes.Cast(message);
            Settle();
        }
    }

    public void Deliver(HostId sender, RequestsHeld message)
    {
        if (message.Epoch == Epoch && message.Host == sender)
        {
            answers.Rule.Holds(sender, message.Sequence);
        }
    }

    public void Deliver(VoidProposed message) => settlement.Take(message);

    public void Deliver(VoidConfirmed message)
    {
        if (settlement.Take(message))
        {
            Settle();
        }
    }

    /// <summary>The replica ended, was convicted, or has helped long enough.</summary>
    public void Replace(Epoch epoch, ReplicaId replica)
    {
        if (epoch == Epoch)
        {
            Successions.Replace(replica);
            Settle();
        }
    }

    public void Deliver(HelpAsked message)
    {
        if (message.Epoch == Epoch)
        {
            Waking.Take(message);
        }
    }

    public void Deliver(HelpOffered message) => Woken(message.Epoch == Epoch && Waking.Take(message));

    public void Deliver(CompensationOffered message) => Woken(message.Epoch == Epoch && Waking.Take(message));

    public void Deliver(HostId sender, ReplicaReady message)
    {
        if (message.Epoch == Epoch && message.Replica.Host == sender)
        {
            Successions.Replacements.End(message.Replica);
        }
    }

    public void Deliver(ContentShared message)
    {
        if (window.Find(message.Sequence) is { Decided: not null } pending)
        {
            pending.Take(message.Content);
            writes.Agreed.Advance();
        }
    }

    public void Deliver(ReplyAsked message)
    {
        if (message.Epoch == Epoch && message.Host == options.Self)
        {
            given?.Share(message.Sequence);
        }
    }

    /// <summary>
    /// A vote that is not ordered and may come before what it is about. Where nothing is undone or executed again, it says
    /// the same in a later epoch.
    /// </summary>
    public void Receive(HostId sender, ReadVoted message)
    {
        if (message.Replica.Host != sender || (message.Epoch < Epoch && options.Threshold.HasPassiveReplicas)
            || (!(message.Epoch > Epoch) && !roster.MayCount(message.Replica, message.Sequence)))
        {
            return;
        }

        if (window.Find(message.Sequence)?.Ordered.Order == message.Order)
        {
            answers.Rule.Holds(sender, message.Sequence);
        }

        reads.Cast(message, Sequencer.Position, writes.First);
    }

    public void Executed(ManagerEvent.Executed execution)
    {
        if (Running.Find(execution.Replica)?.Complete(execution.Sequence, execution.Result) is not { } pending)
        {
            return;
        }

        if (execution.Result.Vote.Outcome != Outcome.Replied)
        {
            outbox.Report(
                ReportKind.ReplicaMisbehaved, $"{execution.Result.Vote.Outcome}: {execution.Result.Detail}",
                execution.Replica, execution.Sequence);
        }

        votes.Say(Epoch, pending, execution.Replica, execution.Result.Vote);
    }

    /// <summary>
    /// Votes of the last epoch may be lost: every host says again what it has to say of unsettled writes.
    /// </summary>
    public void BeginEpoch(Epoch epoch, IReadOnlyCollection<HostReady> hosts)
    {
        var unsettled = window.InOrder.Where(pending => pending is { IsDecidedAtEntry: false, Decided: null }).ToArray();
        var someAreGone = roster.Hosts.Except(hosts.Select(ready => ready.Replica.Host)).Any();
        foreach (var write in unsettled)
        {
            write.IsInherited |= someAreGone;
        }

        settlement.BeginEpoch(epoch);
        Successions.BeginEpoch(hosts);
        answers.Rule.BeginEpoch(roster.Hosts);
        foreach (var host in hosts)
        {
            answers.Rule.Holds(host.Replica.Host, host.Position);
        }

        reads.BeginEpoch(epoch, writes.First);
        disputes.OrderReturned(epoch);
        ending.AbandonLost();
        holding.BeginEpoch();
        Convictions.BeginEpoch();
        writes.BeginEpoch();
        foreach (var pending in unsettled)
        {
            foreach (var (replica, result) in pending.Results.ToArray())
            {
                if (roster.Counts(replica, pending.Sequence))
                {
                    votes.Say(Epoch, pending, replica, result.Vote);
                }
            }
        }
    }

    /// <summary>This host takes part again, from where others are.</summary>
    public void Adopt(HostReady place)
    {
        Sequencer.Adopt(place.Position, place.Time, place.Order);
        writes.Adopt(place.Verdicts, place.Update, place.Position);
        Successions.Return(place.Update);
    }

    /// <summary>A disputed read came into the order when no epoch lasted: it waits for the next one.</summary>
    /// <param name="refusal">Why clients do not wait for that now; null: they do.</param>
    public void Return(ReadDisputed message, string? refusal)
    {
        disputes.Return(message);
        if (refusal is not null)
        {
            disputes.RefuseReturned(refusal);
        }
    }

    /// <summary>Whether replies may leave now.</summary>
    public void Open(bool open) => answers.Rule.Open = open;

    /// <summary>No reply may leave any more: clients learn now that the outcome of their requests is open.</summary>
    public void Hold(string reason)
    {
        ending.AbandonAll(reason);
        disputes.RefuseReturned(reason);
        Named.AbandonAll(reason);
    }

    public void Journaled(SequenceNumber sequence) => answers.Rule.Journaled(sequence);

    public void JournalFailed() => writes.Agreed.StopJournaling();

    /// <summary>Starts what may start, and lets go what may leave; the last thing in every step.</summary>
    public void Advance()
    {
        foreach (var replica in Running.All)
        {
            while (replica.StartAll() is { } deadly)
            {
                votes.Say(Epoch, deadly, replica.Id, deadly.ResultOf(replica.Id)!.Vote); // It was just given that result.
            }
        }

        ending.AnswerAll(writes.First);
        Named.AnswerAll(answers.Rule, writes.First);
        Successions.Advance(writes.Agreed);
    }

    /// <summary>Looks for what has waited too long; while no epoch lasts, nothing can be late.</summary>
    public void Sweep(ServingSet serving)
    {
        Clients.RefuseUnordered(options.OrderingPatience);
        ending.AbandonOverdue();
        Named.AbandonOverdue();
        if (serving.InForce)
        {
            sweep.Run();
            Successions.RetireIfBehind(Epoch, WindowFull);
            Successions.SkipSettled(writes.Agreed);
            holding.Say(Epoch, Sequencer.Position);
        }
    }

    private void Woken(bool another)
    {
        if (another)
        {
            Settle();
        }
    }

    /// <summary>What is settled without a vote of this host waits for its word that it has the request.</summary>
    private void Settle()
    {
        var before = writes.First;
        settlement.Advance();
        if (writes.First != before)
        {
            holding.Say(Epoch, Sequencer.Position);
        }
    }
}
