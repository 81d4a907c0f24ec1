using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Cases;
using Spare.Replication.Requests;

namespace Spare.Replication.Execution;

/// <summary>
/// A replica of this host that executes requests, as its manager sees it: whether it runs, and what it has in line.
/// What it had not finished when it ended is for its successor.
/// </summary>
/// <remarks>
/// A request at which two replicas ended is not given to a third: this host then votes that the service died of it. A
/// request that kills every replica thus ends as an agreed failure and not in a circle of deaths and replacements. One that
/// a replica that is there answered, or two alike where f > 1, is given to others all the same: those that ended had a fault of
/// their own. When several replicas of a host execute, each of these votes stands for two ends of its own.
/// Several may be under way when a replica ends, or when all replicas of a host end at the same time; each of them then
/// runs alone at the next one, so that it alone answers for a second end.
/// </remarks>
internal sealed class LocalReplica(ReplicaId id, ReplicationOptions options, RequestWindow window, Outbox outbox)
{
    private static readonly ExecutionResult Deadly = Died("Two replicas ended at this request.");
    private static readonly ExecutionResult Gone = Died("The replica has ended.");

    private readonly ExecutionSchedule schedule = new(
        options.ConcurrentReads, sequence => window.Find(sequence) is { Losses: > 0 });
    private readonly CaseRecorder cases = new(outbox);
    private long executed;
    private long behind;
    private bool diedLast;
    private (CheckNumber Check, SequenceNumber After)? note;

    public ReplicaId Id => id;

    public ReplicaCondition Condition { get; private set; } = ReplicaCondition.Making;

    /// <summary>It was woken to help: its replies are kept for hosts that have none.</summary>
    public bool KeepsReplies { get; init; }

    public int Waiting => schedule.Waiting;

    /// <summary>
    /// It was late, or was not given a request: if its state is another one than that of the others, that proves nothing.
    /// </summary>
    public bool HasExcuse { get; private set; }

    /// <summary>It has executed what was in line when it began to run.</summary>
    public bool HasCaughtUp => executed >= behind;

    public void Enqueue(PendingRequest pending)
    {
        pending.BeginAt(id);
        schedule.Enqueue(pending.Ordered);
    }

    /// <summary>It runs: execution begins with the first request in line.</summary>
    public void Ready()
    {
        Condition = ReplicaCondition.Running;
        behind = schedule.Waiting;
        schedule.Start();
    }

    /// <summary>It is to note its state after that position, unless it is started with a later one.</summary>
    public void NoteAfter(CheckNumber check, SequenceNumber position) => note = (check, position);

    /// <summary>It ended by itself.</summary>
    public void Lost(string reason)
    {
        Condition = ReplicaCondition.Lost;
        Blame(schedule.Stop(), reason);
    }

    /// <summary>
    /// It ended, and no other one takes its place: of what is in line, and of all that comes, its manager says that the
    /// service died, so that nobody waits for it.
    /// </summary>
    public void Retire()
    {
        Condition = ReplicaCondition.Retired;
        schedule.Restart(window.InOrder.Where(pending => pending.IsOpenAt(id)).Select(pending => pending.Ordered));
        schedule.Start();
    }

    /// <summary>It executed a write; the next request may run while the result of that one is awaited.</summary>
    public void End(SequenceNumber write) => schedule.End(write);

    /// <summary>The replica is done with a request; null: nobody needs the result.</summary>
    public PendingRequest? Complete(SequenceNumber sequence, ExecutionResult result)
    {
        executed++;
        diedLast = result.Vote.Outcome == Outcome.ServiceDied;
        HasExcuse |= result.Vote.Outcome is Outcome.TimedOut or Outcome.ServiceDied or Outcome.WriteSetRefused;
        if (!schedule.Complete(sequence) || window.Find(sequence) is not { } pending)
        {
            return null;
        }

        if (diedLast)
        {
            cases.Died(pending, id, result.Detail); // The service may begin anew, and the replica is never seen to end.
        }

        var isExcessive = !IsWanted(pending) && result.Reply.Length > options.EvidenceReplyMaximum;
        pending.Finish(id, isExcessive ? result with { Reply = default } : result, outbox.Now);
        return pending;
    }

    /// <summary>Starts what may start. Gives a request that has a result without being started, if there is one.</summary>
    public PendingRequest? StartAll()
    {
        while (StartNext() is { } request)
        {
            switch (window.Find(request.Sequence))
            {
                case null:
                    schedule.Complete(request.Sequence); // It was refused while it was in line.
                    break;
                case { IsRead: true, Ended: true } unwanted:
                    schedule.Complete(request.Sequence);
                    unwanted.Leave(id);
                    window.Release(unwanted);
                    break;
                case { } pending when Condition == ReplicaCondition.Retired:
                    schedule.Complete(request.Sequence);
                    pending.Spare(id, Gone);
                    return pending;
                case { } deadly when deadly.IsDeadly(options.Threshold.Faults):
                    schedule.Complete(request.Sequence);
                    deadly.Spare(id, Deadly);
                    HasExcuse = true;
                    return deadly;
                case var pending:
                    pending.Start(outbox.Now);
                    outbox.Add(new ManagerEffect.Execute(
                        id, request, pending.Deadline, !pending.IsDecidedAtEntry || IsWanted(pending)));
                    break;
            }
        }

        return null;
    }

    /// <summary>
    /// It is started with the state after <paramref name="last"/>: what is in line up to there is not executed by it, nor is
    /// a settled write after it, which wrote nothing. A read of before would see too new a state.
    /// </summary>
    public void SkipSettled(SequenceNumber last)
    {
        note = last > note?.After ? null : note;
        var settled = window.InOrder.Where(pending => pending.IsOpenAt(id)
            && (pending.Sequence <= last || pending is { IsRead: false, Decided: not null })).ToArray();
        foreach (var pending in settled)
        {
            pending.Leave(id);
            window.Release(pending);
        }

        if (settled.Length > 0)
        {
            schedule.Prune(sequence => window.Find(sequence)?.IsOpenAt(id) == true);
        }
    }

    public bool IsExecuting(SequenceNumber sequence) => schedule.IsRunning(sequence);

    /// <summary>Requests left the window: they need no place in line.</summary>
    public void Prune() => schedule.Prune(sequence => window.Find(sequence) is not null);

    /// <summary>The state is noted once all that lies before was handed to the replica, which works in that order.</summary>
    private OrderedRequest? StartNext()
    {
        if (note is var (check, position) && Condition == ReplicaCondition.Running && !(schedule.Next <= position))
        {
            note = null;
            outbox.Add(new ManagerEffect.NoteState(id, check));
        }

        return schedule.StartNext();
    }

    /// <summary>A client of this host, or another host, needs the reply, or may send the request again.</summary>
    private bool IsWanted(PendingRequest pending) =>
        pending.ClientWaits || KeepsReplies || pending.Ordered.Key is not null || options.Threshold.Mode == ReplicationMode.AppBft;

    private static ExecutionResult Died(string detail) =>
        new(new Vote(Outcome.ServiceDied, default, default), default, default, detail);

    /// <summary>
    /// An ending replica may have said of a request that the service died, and taken up the next one, before it was
    /// seen to end. Then that request is to blame, also when it is decided or gone by now, and otherwise whatever ran.
    /// </summary>
    private void Blame(ImmutableArray<SequenceNumber> running, string reason)
    {
        var deadly = window.InOrder.Where(request => request.Decided is null
            && request.ResultOf(id)?.Vote.Outcome == Outcome.ServiceDied && !request.IsSpared(id)).ToArray();
        PendingRequest[] blamed = deadly.Length > 0 ? deadly : [.. running.Select(window.Find).OfType<PendingRequest>()];
        foreach (var request in blamed)
        {
            request.Lose(alone: deadly.Length > 0 ? deadly.Length == 1 : running.Length == 1 && !diedLast);
            if (deadly.Length == 0)
            {
                cases.Died(request, id, reason);
            }
        }
    }
}

/// <summary>How a replica of a host stands.</summary>
internal enum ReplicaCondition
{
    Making = 1,
    Running = 2,
    Lost = 3,

    /// <summary>It ended, and no other one takes its place.</summary>
    Retired = 4,
}
