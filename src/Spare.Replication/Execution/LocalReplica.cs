using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;
using Spare.Replication.Updates;

namespace Spare.Replication.Execution;

/// <summary>
/// The active replica of this host as its manager sees it: whether it runs, which generation it is, and what it
/// executes. Requests that it had not finished when it ended are for the next generation.
/// </summary>
/// <remarks>
/// A request at which two replicas ended is not given to a third: this host then votes that the service died of it. A
/// request that kills every replica thus ends as an agreed failure and not in a circle of deaths and replacements.
/// Several may be under way when a replica ends; each of them then runs alone at the next one, so that it alone answers
/// for a second end.
/// </remarks>
internal sealed class LocalReplica(HostId host, int concurrentReads, RequestWindow window, Outbox outbox)
{
    public const int LossesMaximum = 2;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly ExecutionResult Deadly = new(
        new Vote(Outcome.ServiceDied, default, default), default, default, "Two replicas ended at this request.");

    private readonly ExecutionSchedule schedule = new(concurrentReads, sequence => window.Find(sequence) is { Losses: > 0 });
    private Instant? retryAt;

    /// <summary>The replica that executes requests, or that is being made.</summary>
    public ReplicaId Id { get; private set; } = new(host, 1);

    public ReplicaCondition Condition { get; private set; } = ReplicaCondition.Making;

    public int Waiting => schedule.Waiting;

    public void Enqueue(OrderedRequest request) => schedule.Enqueue(request);

    /// <summary>It runs: execution begins with the first request in line. False: another one was waited for.</summary>
    public bool Ready(ReplicaId replica)
    {
        if (replica != Id || Condition != ReplicaCondition.Making)
        {
            return false;
        }

        Condition = ReplicaCondition.Running;
        retryAt = null;
        schedule.Start();
        return true;
    }

    /// <summary>It ended by itself, or could not be made and is tried again later. True: it had been running.</summary>
    public bool Lost(ReplicaId replica)
    {
        if (replica != Id || Condition == ReplicaCondition.Lost)
        {
            return false;
        }

        if (Condition == ReplicaCondition.Making)
        {
            retryAt = outbox.Now + RetryPause;
            return false;
        }

        Condition = ReplicaCondition.Lost;
        Blame(schedule.Stop());
        return true;
    }

    /// <summary>
    /// The next generation takes its place, made from these updates. Everything from <paramref name="first"/> on, and
    /// whatever the old one had not finished, is for the new one. (A read that it had not finished has no settled
    /// write after it, so the new one's state is right for it.)
    /// </summary>
    public void Replace(ReplicaId next, SequenceNumber first, ImmutableArray<AgreedUpdate> updates)
    {
        var old = Id;
        Id = next;
        Condition = ReplicaCondition.Making;
        retryAt = null;
        window.Forget(first);
        schedule.Restart(window.InOrder.Where(pending => pending.Result is null).Select(pending => pending.Ordered));
        outbox.Add(new ManagerEffect.ReplaceActive(old, next, updates));
    }

    public void Retry(UpdateBuffer buffer)
    {
        if (outbox.Now >= retryAt)
        {
            retryAt = null;
            outbox.Add(new ManagerEffect.ReplaceActive(Id, Id, buffer.All));
        }
    }

    /// <summary>The replica executed a write; the next request may run while its result is awaited.</summary>
    public void End(ManagerEvent.WriteEnded write)
    {
        if (write.Replica == Id)
        {
            schedule.End(write.Sequence);
        }
    }

    /// <summary>The replica is done with a request; null: it was replaced meanwhile, or nobody needs the result.</summary>
    public PendingRequest? Complete(ManagerEvent.Executed execution)
    {
        if (execution.Replica != Id || !schedule.Complete(execution.Sequence)
            || window.Find(execution.Sequence) is not { } pending)
        {
            return null;
        }

        pending.Result = execution.Result;
        return pending;
    }

    /// <summary>Starts what may start. Gives a request that has a result without being started, if there is one.</summary>
    public PendingRequest? StartAll()
    {
        while (schedule.StartNext() is { } request)
        {
            switch (window.Find(request.Sequence))
            {
                case null:
                    schedule.Complete(request.Sequence); // It was refused while it was in line.
                    break;
                case { Losses: >= LossesMaximum } deadly:
                    schedule.Complete(request.Sequence);
                    deadly.Result = Deadly;
                    return deadly;
                case var pending:
                    outbox.Add(new ManagerEffect.Execute(Id, request, pending.ClientWaits));
                    break;
            }
        }

        return null;
    }

    public bool IsExecuting(SequenceNumber sequence) => schedule.IsRunning(sequence);

    /// <summary>Requests left the window: they need no place in line.</summary>
    public void Prune() => schedule.Prune(sequence => window.Find(sequence) is not null);

    /// <summary>
    /// An ending replica may have said of a request that the service died, and taken up the next one, before it was
    /// seen to end. Then that request is to blame, and otherwise whatever ran.
    /// </summary>
    private void Blame(ImmutableArray<SequenceNumber> running)
    {
        var deadly = window.InOrder.Where(request =>
            request is { Decided: null, Result.Vote.Outcome: Outcome.ServiceDied }).ToArray();
        foreach (var request in deadly.Length > 0 ? deadly : [.. running.Select(window.Find).OfType<PendingRequest>()])
        {
            request.Losses++;
        }
    }
}

/// <summary>How the active replica of a host stands.</summary>
internal enum ReplicaCondition
{
    Making = 1,
    Running = 2,
    Lost = 3,
}
