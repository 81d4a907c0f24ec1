using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>The replicas of a host that execute requests, or will when they have started.</summary>
/// <param name="captures">What a write changed is told with its result; where there are no passive replicas nobody looks.</param>
/// <param name="after">Does something later, unless the manager has ended until then.</param>
/// <param name="sink">The manager.</param>
public sealed class SimulatedReplicas(
    World world,
    SeededRandom random,
    HostConditions conditions,
    bool captures,
    Action<long, Action> after,
    Action<ManagerEvent> sink)
{
    private readonly SortedDictionary<ReplicaId, SimulatedReplica> running = [];
    private readonly Dictionary<ReplicaId, Bank> starting = [];

    /// <summary>Those that execute requests.</summary>
    public IReadOnlyCollection<SimulatedReplica> Running => running.Values;

    /// <summary>Those that are in an intruder's hands, or whose state was changed where no request looks.</summary>
    public int Faulty =>
        running.Values.Count(replica => !replica.IsCorrect || replica.Bank.IsCorruptedUnseen)
        + starting.Values.Count(bank => bank.IsCorruptedUnseen);

    /// <summary>Draws the intruder of the next replica, if it gets one.</summary>
    public Func<ReplicaId, Intruder?> NextIntruder { get; set; } = _ => null;

    /// <summary>Null: it does not execute requests.</summary>
    public SimulatedReplica? Find(ReplicaId id) => running.GetValueOrDefault(id);

    public void Start(ReplicaId id, Bank bank, long time)
    {
        starting.Add(id, bank);
        if (bank.IsCorruptedUnseen)
        {
            world.IntruderEntered(id); // A check may have seen it, and convict before it runs.
        }

        after(time, () => Started(id, bank));
    }

    public void Execute(ManagerEffect.Execute execute)
    {
        if (Find(execute.Replica) is not { } replica)
        {
            return;
        }

        if (execute.Request.Class == RouteClass.Read)
        {
            Begin(replica, execute);
        }
        else
        {
            replica.Writes.Enter(() => Begin(replica, execute));
        }
    }

    /// <summary>One of them ends by itself.</summary>
    public void LoseOne()
    {
        if (running.Count > 0)
        {
            Lose(running.Values.ElementAt(random.Below(running.Count)));
        }
    }

    /// <summary>It ends by itself.</summary>
    public void Lose(SimulatedReplica replica)
    {
        if (running.Remove(replica.Id))
        {
            replica.End();
            sink(new ManagerEvent.ReplicaLost(replica.Id, "ended"));
        }
    }

    /// <summary>The manager ends it, also before it has started.</summary>
    public void End(ReplicaId id)
    {
        starting.Remove(id);
        if (running.Remove(id, out var ended))
        {
            ended.End();
        }
    }

    /// <summary>The manager has ended, and all of them with it.</summary>
    public void Crash()
    {
        foreach (var replica in running.Values)
        {
            replica.End();
        }

        running.Clear();
        starting.Clear();
    }

    private void Started(ReplicaId id, Bank bank)
    {
        if (!starting.Remove(id))
        {
            if (random.OneIn(2))
            {
                sink(new ManagerEvent.ReplicaReady(id)); // Too late: it was ended by now.
            }
        }
        else if (random.PerMille(conditions.FailuresPerMille))
        {
            sink(new ManagerEvent.ReplicaLost(id, "could not be made"));
        }
        else
        {
            Run(new SimulatedReplica(id, bank, NextIntruder(id)));
            sink(new ManagerEvent.ReplicaReady(id));
        }
    }

    private void Run(SimulatedReplica replica)
    {
        running.Add(replica.Id, replica);
        if (!replica.IsCorrect || replica.Bank.IsCorruptedUnseen)
        {
            world.IntruderEntered(replica.Id);
        }
    }

    private void Begin(SimulatedReplica replica, ManagerEffect.Execute execute)
    {
        if (!replica.Alive)
        {
            return;
        }

        var spike = random.OneIn(500) ? 10 : 1;
        var time = random.Between(100, 1_200) * conditions.Slowness * spike;
        if (random.OneIn(2))
        {
            Finish(replica, execute, replica.Execute(execute.Request), time);
        }
        else
        {
            after(time, () =>
            {
                if (replica.Alive)
                {
                    Finish(replica, execute, replica.Execute(execute.Request), 0);
                }
            });
        }
    }

    /// <summary>The service did what it does, at the beginning or at the end of its time; this is when it shows.</summary>
    private void Finish(SimulatedReplica replica, ManagerEffect.Execute execute, Execution execution, long time)
    {
        var deadline = execute.Deadline.Ticks / TimeSpan.TicksPerMicrosecond;
        var result = Seen(execute.KeepReply ? execution.Result : execution.Result with { Reply = default });
        after(
            execution.End switch
            {
                ExecutionEnd.AtDeadline => deadline,
                ExecutionEnd.Late => deadline * 8,
                _ => time,
            },
            () =>
            {
                // What an ending replica was executing may look like a dead service before it looks like an end.
                var dies = execution.End == ExecutionEnd.Dies;
                if (replica.Alive && (!dies || random.OneIn(2)))
                {
                    Tell(replica, new ManagerEvent.Executed(replica.Id, execute.Request.Sequence, result), execute.Request);
                }

                if (dies && replica.Alive)
                {
                    Lose(replica);
                }
            });
    }

    private ExecutionResult Seen(ExecutionResult result) => captures
        ? result
        : result with { Vote = result.Vote with { WriteSet = default }, WriteSet = default };

    /// <summary>A write mostly ends before it is known what it wrote, and the next one begins meanwhile.</summary>
    private void Tell(SimulatedReplica replica, ManagerEvent.Executed executed, OrderedRequest request)
    {
        if (request.Class == RouteClass.Read)
        {
            sink(executed);
            return;
        }

        var ends = executed.Result.Vote.Outcome != Outcome.TimedOut;
        replica.Writes.Leave();
        if (ends)
        {
            sink(new ManagerEvent.WriteEnded(replica.Id, executed.Sequence));
        }

        if (ends && random.OneIn(2))
        {
            after(random.Between(50, random.OneIn(20) ? 20_000 : 500) * conditions.Slowness, () =>
            {
                if (replica.Alive)
                {
                    sink(executed);
                }
            });
        }
        else
        {
            sink(executed);
        }
    }
}
