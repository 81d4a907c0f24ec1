using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Replication.Updates;
using Spare.Simulation.Checking;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>One host: a real replica manager, and a simulated shell that does what it wants done.</summary>
public sealed class SimulatedHost
{
    /// <summary>
    /// The most by which a slow host takes longer to make a passive replica: what it began when it was slow is done soon
    /// after.
    /// </summary>
    private const int SlownessOfMaking = 5;

    private readonly World world;
    private readonly SeededRandom random;
    private readonly long clock;
    private ReplicationOptions options;
    private ReplicaManager manager;
    private HostId? fetching;
    private readonly Queue<ManagerEvent> unheard = new();
    private long? hangsWhenAwaited;

    public SimulatedHost(World world, ReplicationOptions options, SeededRandom random, long clock, int? baseInterval)
    {
        this.world = world;
        this.options = options;
        this.random = random;
        this.clock = clock;
        manager = new ReplicaManager(options);
        Replicas = new SimulatedReplicas(world, random, Conditions, options.Threshold.HasPassiveReplicas, After, Handle);
        Journal = new SimulatedJournal(random, After, Handle);
        Passive = new SimulatedPassive { IsThere = options.Threshold.HasPassiveReplicas };
        States = new SimulatedStates(world, random, (ulong?)baseInterval, After, Handle);
        world.Group.Attach(Id, Handle);
        world.Links.Attach(Id, Handle);
    }

    public HostId Id => options.Self;

    public ManagerLoad Load => manager.Load;

    /// <summary>What the manager said when it was asked last how things stand.</summary>
    public ManagerState? State { get; private set; }

    /// <summary>The manager that runs, or ran last.</summary>
    public Life Life => new(Id, options.Incarnation);

    /// <summary>The manager has not crashed.</summary>
    public bool Alive { get; private set; } = true;

    /// <summary>Its manager has served; it may not do so now.</summary>
    public bool HasServed { get; private set; }

    public HostConditions Conditions { get; } = new();

    public SimulatedReplicas Replicas { get; }

    /// <summary>The replica that its manager calls active.</summary>
    public SimulatedReplica? Active => State is { } state ? Replicas.Find(state.Active) : null;

    /// <summary>The passive replica, or the one that is being made.</summary>
    public SimulatedPassive Passive { get; private set; }

    public SimulatedJournal Journal { get; }

    public SimulatedStates States { get; }

    /// <summary>The manager does nothing now; what it should hear waits for it.</summary>
    public bool StandsStill { get; private set; }

    /// <summary>Replicas that are in an intruder's hands, or whose state was changed where no request looks.</summary>
    public int Faulty => Replicas.Faulty + (Passive.Bank.IsCorruptedUnseen ? 1 : 0);

    private Instant Clock => new(World.Beginning + world.Timeline.Now + clock);

    public void Start()
    {
        Handle(new ManagerEvent.Started());
        if (options.Past is null)
        {
            Replicas.Start(new ReplicaId(Id, 1), new Bank(), random.Between(2_000, 60_000));
        }
    }

    /// <summary>It was told to end and to start again.</summary>
    public event Action<SimulatedHost>? StartsAgain;

    /// <summary>Finds another host, if that is there.</summary>
    public Func<HostId, SimulatedHost?> HostOf { get; set; } = _ => null;

    /// <summary>A host whose journal failed gives nothing to others.</summary>
    private SimulatedJournal? JournalOf(HostId donor) => HostOf(donor)?.Journal is { HasFailed: false } journal ? journal : null;

    /// <param name="withHost">The whole host is gone, and not just the manager.</param>
    public void Crash(bool withHost)
    {
        (Alive, HasServed) = (false, false);
        world.Group.Disconnect(Id, withHost);
        world.Links.Detach(Id);
        Journal.Crash();
        if (fetching is { } donor && random.OneIn(2) && JournalOf(donor) is { } journal)
        {
            Journal.Take(journal, whole: false);
            TakeBase(donor);
        }

        (fetching, StandsStill, hangsWhenAwaited) = (null, false, null);
        unheard.Clear();
        Replicas.Crash();
        States.Crash();
        Passive = new SimulatedPassive { IsThere = false };
        State = null;
    }

    /// <summary>Another manager starts, with what is on the disk.</summary>
    public void ComeBack()
    {
        options = options with { Incarnation = new Incarnation(random.Next() | 1), Past = Journal.Past };
        manager = new ReplicaManager(options);
        Alive = true;
        world.Links.Attach(Id, Handle);
        Passive = new SimulatedPassive { IsThere = options.Past is null };
        world.Note($"{Id} comes back with {options.Past}");
        Start();
    }

    /// <summary>The manager does nothing for a time; what it should hear waits for it. Everything else goes on.</summary>
    public void StandStill(long time)
    {
        StandsStill = true;
        After(time, GoOn);
    }

    /// <summary>It will do so when it first hears that others wait for its word, before it can say it.</summary>
    public void HangWhenAwaited(long time) => hangsWhenAwaited = time;

    /// <summary>It hears what waits for it.</summary>
    public void GoOn()
    {
        StandsStill = false;
        while (unheard.TryDequeue(out var input))
        {
            Handle(input);
        }
    }

    /// <summary>The passive replica ends by itself.</summary>
    public void EndPassive()
    {
        if (Passive.IsThere)
        {
            Passive.IsThere = false;
            Handle(new ManagerEvent.PassiveLost("ended"));
        }
    }

    public void Handle(ManagerEvent input)
    {
        if (!Alive)
        {
            return;
        }

        if (hangsWhenAwaited is { } time && input is ManagerEvent.Delivered { Message: HostReady { Admits: { } awaited } } && awaited == Id)
        {
            hangsWhenAwaited = null;
            world.Note($"{Id} hangs while the others wait for it");
            StandStill(time);
        }

        if (StandsStill)
        {
            unheard.Enqueue(input);
            return;
        }

        var now = Clock;
        var effects = manager.Step(input, now);
        world.Observe(new Observation(Life, now, input, effects), manager);
        foreach (var effect in effects)
        {
            HasServed |= effect is ManagerEffect.Report { Event.Kind: ReportKind.ServingBegan };
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
                Replicas.Execute(execute);
                break;
            case ManagerEffect.AppendToJournal append:
                Journal.Append(append);
                break;
            case ManagerEffect.RecordEpoch record:
                Journal.Record(record.Epoch);
                break;
            case ManagerEffect.Answer answer:
                world.Ended(answer.Id, effect);
                break;
            case ManagerEffect.Refuse refuse:
                world.Ended(refuse.Id, effect);
                break;
            case ManagerEffect.SetDeadline deadline:
                After(
                    (deadline.At - Clock).Ticks / TimeSpan.TicksPerMicrosecond,
                    () => Handle(new ManagerEvent.DeadlinePassed(deadline.Key)));
                break;
            case ManagerEffect.TellState told:
                State = told.State;
                break;
            case ManagerEffect.RecoveryDone { Refusal: null } done when Replicas.Find(done.Active) is { } recovered:
                world.Recovered(recovered);
                break;
            case ManagerEffect.AutomationDone or ManagerEffect.BootstrapDone or ManagerEffect.TruncateJournal or ManagerEffect.FlushDone
                or ManagerEffect.RecoveryDone or ManagerEffect.ActivationDone or ManagerEffect.Report
                or ManagerEffect.KeepEvidence or ManagerEffect.ReleaseDone:
                break;
            default:
                DoWithReplicas(effect);
                break;
        }
    }

    private void DoWithReplicas(ManagerEffect effect)
    {
        switch (effect)
        {
            case ManagerEffect.UpdatePassive update:
                UpdatePassive(update.Updates);
                break;
            case ManagerEffect.StartReplica start:
                StartReplica(start);
                break;
            case ManagerEffect.EndReplica end:
                Replicas.End(end.Replica);
                break;
            case ManagerEffect.MakePassive make:
                MakePassive(make.AtLeast);
                break;
            case ManagerEffect.DiscardPassive:
                world.PassiveDiscarded(Life, Passive);
                Passive.IsThere = false;
                break;
            case ManagerEffect.CatchUp catchUp:
                CatchUp(catchUp.Donor);
                break;
            case ManagerEffect.StartAgain:
                After(random.Between(3_000, 20_000) * Conditions.Slowness, () => StartsAgain?.Invoke(this));
                break;
            default:
                DoWithStates(effect);
                break;
        }
    }

    private void DoWithStates(ManagerEffect effect)
    {
        switch (effect)
        {
            case ManagerEffect.NoteState note:
                if (Replicas.Find(note.Replica) is { } replica)
                {
                    States.Note(replica, note.Check);
                }

                break;
            case ManagerEffect.CheckPassive check:
                var passive = Passive;
                States.Check(
                    check, passive, () => Passive == passive && passive.IsThere, fails: random.PerMille(Conditions.FailuresPerMille));
                break;
            case ManagerEffect.TakeCopy take:
                States.Take(take.Check, Journal, taken => world.BaseTaken(Life, taken));
                break;
            case ManagerEffect.DropCopy drop:
                States.Drop(drop.Check);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Unless the manager has ended until then.</summary>
    private void After(long time, Action action)
    {
        var life = Life;
        world.Timeline.After(time, () =>
        {
            if (Alive && Life == life)
            {
                action();
            }
        });
    }

    /// <summary>The own base stays if it is on the journal that this host has now; otherwise it is the donor's.</summary>
    private void TakeBase(HostId donor)
    {
        SimulatedOrigin?[] bases = [States.Base, HostOf(donor)?.States.Base];
        States.Base = bases.OfType<SimulatedOrigin>().FirstOrDefault(candidate => Journal.ChainAt(candidate.Number) == candidate.Chain)
            ?? SimulatedOrigin.Image;
    }

    private void CatchUp(HostId donor)
    {
        fetching = donor;
        After(random.Between(500, random.OneIn(5) ? 3_000_000 : 20_000), () =>
        {
            fetching = null;
            var journal = JournalOf(donor);
            var whole = journal is not null && !random.OneIn(8);
            if (journal is not null && (whole || random.OneIn(2)))
            {
                Journal.Take(journal, whole);
                TakeBase(donor);
            }

            Handle(whole
                ? new ManagerEvent.CaughtUp(Journal.End, Journal.Kept)
                : new ManagerEvent.CatchUpFailed(Journal.End, Journal.Kept, "The donor is gone."));
        });
    }

    private void StartReplica(ManagerEffect.StartReplica start)
    {
        var passive = Passive;
        Passive = new SimulatedPassive { IsThere = false };
        if (!passive.IsThere)
        {
            After(100, () => Handle(new ManagerEvent.ReplicaLost(start.Replica, "no passive replica")));
            return;
        }

        passive.Apply(start.Updates);
        Updated(passive);
        Replicas.Start(start.Replica, passive.Bank, random.Between(2_000, 60_000) * Conditions.Slowness);
    }

    /// <summary>From the base and the journal.</summary>
    private void MakePassive(UpdateNumber atLeast)
    {
        var made = new SimulatedPassive(States.Base.Bank.Clone(), States.Base.Number) { IsThere = false };
        Passive = made;
        After(random.Between(5_000, 400_000) * Math.Min(Conditions.Slowness, SlownessOfMaking), () =>
        {
            Journal.Replay(made);
            if (random.PerMille(Conditions.FailuresPerMille) || made.Number < atLeast)
            {
                Handle(new ManagerEvent.PassiveNotMade("could not be made"));
                return;
            }

            made.IsThere = true;
            Updated(made);
            Handle(new ManagerEvent.PassiveMade(made.Number));
            States.Look(made);
        });
    }

    private void UpdatePassive(ImmutableArray<AgreedUpdate> updates)
    {
        var passive = Passive;
        After(random.Between(1_000, 10_000) * Conditions.Slowness, () =>
        {
            var fails = random.PerMille(Conditions.FailuresPerMille) || !passive.IsThere;
            if (passive.IsThere && (!fails || random.OneIn(2)))
            {
                passive.Apply(updates);
                Updated(passive);
            }

            Handle(fails
                ? new ManagerEvent.PassiveUpdateFailed("will not")
                : new ManagerEvent.PassiveUpdated(passive.Number));
            States.Look(passive);
        });
    }

    /// <summary>What somebody changed besides is not what updates make.</summary>
    private void Updated(SimulatedPassive passive)
    {
        if (!passive.Bank.IsCorruptedUnseen)
        {
            world.PassiveUpdated(Life, passive);
        }
    }
}
