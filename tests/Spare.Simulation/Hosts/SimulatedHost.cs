using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Simulation.Checking;
using Spare.Simulation.Faults;

namespace Spare.Simulation.Hosts;

/// <summary>One host: a real replica manager, and a simulated shell that does what it wants done.</summary>
public sealed class SimulatedHost
{
    private readonly World world;
    private readonly SeededRandom random;
    private readonly ReplicaManager manager;
    private readonly ReplicationOptions options;
    private readonly long clock;
    private ReplicaId making;

    public SimulatedHost(World world, ReplicationOptions options, SeededRandom random, long clock)
    {
        this.world = world;
        this.options = options;
        this.random = random;
        this.clock = clock;
        manager = new ReplicaManager(options);
        Journal = new SimulatedJournal(world.Timeline, random, Handle);
        world.Group.Attach(Id, Handle);
        world.Links.Attach(Id, Handle);
    }

    public HostId Id => options.Self;

    public ManagerLoad Load => manager.Load;

    /// <summary>What the manager said when it was asked last how things stand.</summary>
    public ManagerState? State { get; private set; }

    public Incarnation Incarnation => options.Incarnation;

    /// <summary>The manager has not crashed.</summary>
    public bool Alive { get; private set; } = true;

    public SimulatedReplica? Active { get; private set; }

    public SimulatedPassive Passive { get; } = new();

    public SimulatedJournal Journal { get; }

    /// <summary>Draws the intruder of the next replica, if it gets one.</summary>
    public Func<Intruder?> NextIntruder { get; set; } = () => null;

    /// <summary>Factor on everything that the host does.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>How many of a thousand updates of the passive replica fail, and as many times a replica cannot be made.</summary>
    public int FailuresPerMille { get; set; }

    private Instant Clock => new(World.Beginning + world.Timeline.Now + clock);

    public void Start()
    {
        Handle(new ManagerEvent.Started());
        Make(new ReplicaId(Id, 1), []);
    }

    public void Crash()
    {
        Alive = false;
        world.Group.Disconnect(Id);
        world.Links.Detach(Id);
    }

    /// <summary>The active replica ends by itself.</summary>
    public void EndActive()
    {
        if (Active is { Alive: true } active)
        {
            active.End();
            Handle(new ManagerEvent.ActiveLost(active.Id, "ended"));
        }
    }

    public void Handle(ManagerEvent input)
    {
        if (!Alive)
        {
            return;
        }

        var now = Clock;
        var effects = manager.Step(input, now);
        world.Observe(new Observation(Id, now, input, effects), manager);
        foreach (var effect in effects)
        {
            Do(effect);
        }
    }

    private void Do(ManagerEffect effect)
    {
        switch (effect)
        {
            case ManagerEffect.Multicast multicast:
                world.Group.Multicast(Id, multicast.Message);
                break;
            case ManagerEffect.SendVote send:
                world.Links.Send(Id, send.Receiver, send.Message);
                break;
            case ManagerEffect.Execute execute:
                Execute(execute);
                break;
            case ManagerEffect.AppendToJournal append:
                Journal.Append(append.Update.Sequence);
                break;
            case ManagerEffect.Answer answer:
                world.Ended(answer.Id, effect);
                break;
            case ManagerEffect.Refuse refuse:
                world.Ended(refuse.Id, effect);
                break;
            case ManagerEffect.UpdatePassive update:
                UpdatePassive(update.Updates);
                break;
            case ManagerEffect.ReplaceActive replace:
                Active?.End();
                Make(replace.New, replace.Updates);
                break;
            case ManagerEffect.SetDeadline deadline:
                world.Timeline.After(
                    (deadline.At - Clock).Ticks / TimeSpan.TicksPerMicrosecond,
                    () => Handle(new ManagerEvent.DeadlinePassed(deadline.Key)));
                break;
            case ManagerEffect.TellState told:
                State = told.State;
                break;
            case ManagerEffect.TruncateJournal or ManagerEffect.FlushDone or ManagerEffect.Report:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Execute(ManagerEffect.Execute execute)
    {
        if (Active is not { Alive: true } replica || replica.Id != execute.Replica)
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

    private void Begin(SimulatedReplica replica, ManagerEffect.Execute execute)
    {
        if (!replica.Alive)
        {
            return;
        }

        var spike = random.OneIn(500) ? 10 : 1;
        var time = random.Between(100, 1_200) * Slowness * spike;
        if (random.OneIn(2))
        {
            Finish(replica, execute, replica.Execute(execute.Request), time);
        }
        else
        {
            world.Timeline.After(time, () =>
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
        var deadline = options.Terms(execute.Request.Route).Deadline.Ticks / TimeSpan.TicksPerMicrosecond;
        var result = execute.KeepReply ? execution.Result : execution.Result with { Reply = default };
        world.Timeline.After(
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
                    EndActive();
                }
            });
    }

    /// <summary>A write mostly ends before it is known what it wrote, and the next one begins meanwhile.</summary>
    private void Tell(SimulatedReplica replica, ManagerEvent.Executed executed, OrderedRequest request)
    {
        if (request.Class == RouteClass.Read)
        {
            Handle(executed);
            return;
        }

        var ends = executed.Result.Vote.Outcome != Outcome.TimedOut;
        replica.Writes.Leave();
        if (ends)
        {
            Handle(new ManagerEvent.WriteEnded(replica.Id, executed.Sequence));
        }

        if (ends && random.OneIn(2))
        {
            world.Timeline.After(random.Between(50, random.OneIn(20) ? 20_000 : 500) * Slowness, () =>
            {
                if (replica.Alive)
                {
                    Handle(executed);
                }
            });
        }
        else
        {
            Handle(executed);
        }
    }

    private void Make(ReplicaId replica, ImmutableArray<AgreedUpdate> updates)
    {
        making = replica;
        Active = null;
        var ready = Math.Max(Passive.FreeAt, world.Timeline.Now) + (random.Between(2_000, 60_000) * Slowness);
        world.Timeline.At(ready, () =>
        {
            if (making != replica || Active is not null)
            {
                if (random.OneIn(2))
                {
                    Handle(new ManagerEvent.ActiveReady(replica)); // Too late: another one is being made by now.
                }

                return;
            }

            if (random.PerMille(FailuresPerMille))
            {
                Handle(new ManagerEvent.ActiveLost(replica, "could not be made"));
                return;
            }

            Apply(updates);
            Active = new SimulatedReplica(replica, Passive.Bank.Clone(), NextIntruder());
            Handle(new ManagerEvent.PassiveUpdated(Passive.Number));
            Handle(new ManagerEvent.ActiveReady(replica));
        });
    }

    private void UpdatePassive(ImmutableArray<AgreedUpdate> updates)
    {
        var done = Math.Max(Passive.FreeAt, world.Timeline.Now) + (random.Between(1_000, 10_000) * Slowness);
        Passive.FreeAt = done;
        world.Timeline.At(done, () =>
        {
            var fails = random.PerMille(FailuresPerMille);
            if (!fails || random.OneIn(2))
            {
                Apply(updates);
            }

            Handle(fails
                ? new ManagerEvent.PassiveUpdateFailed("will not")
                : new ManagerEvent.PassiveUpdated(Passive.Number));
        });
    }

    private void Apply(ImmutableArray<AgreedUpdate> updates)
    {
        Passive.Apply(updates);
        world.PassiveUpdated(Id, Passive);
    }
}
