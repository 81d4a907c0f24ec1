using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Hosts;
using Spare.Simulation.Service;

namespace Spare.Simulation.Faults;

/// <summary>Makes the trouble of the plan begin and end.</summary>
public sealed class TroubleMaker(
    World world, SimulationPlan plan, ImmutableArray<SimulatedHost> hosts, SimulatedClients clients, SeededRandom random)
{
    private readonly Dictionary<HostId, long> heard = [];
    private readonly HashSet<HostId> starting = [];
    private bool active;
    private bool hasHungOnReturn;
    private bool hasDamagedDisk;

    /// <summary>A host is gone that comes back by itself.</summary>
    public bool SomeComeBack => starting.Count > 0;

    /// <summary>Replicas in an intruder's hands, or changed by one; there are never more than f at a time.</summary>
    private int Faulty => hosts.Sum(host => host.Faulty);

    private SimulatedHost Victim => hosts.First(host => host.Id == plan.Victim);

    /// <summary>Prepares what has to be there from the beginning.</summary>
    public void Prepare()
    {
        foreach (var host in hosts)
        {
            host.StartsAgain += StartAgain;
        }

        if (plan.DamagesDisk)
        {
            LagBehindVictim();
        }

        if (plan.Troubles.Any(trouble => trouble is Trouble.Lies or Trouble.Conspiracy))
        {
            active = true;
            var conspires = plan.Troubles.Contains(Trouble.Conspiracy);
            foreach (var liar in Liars(conspires))
            {
                liar.Replicas.NextIntruder = _ => active && Faulty < plan.Threshold.Faults
                    ? new Intruder(random, plan.WrongPerMille, conspires)
                    : null;
            }
        }
    }

    public void Asked(int requests)
    {
        if (requests == plan.From)
        {
            world.Note($"{string.Join(" and ", plan.Troubles)} begins");
            active = true;
            foreach (var trouble in plan.Troubles)
            {
                Begin(trouble);
            }

            if (plan.Hangs is { } hangs && Victim.Alive)
            {
                Victim.StandStill(hangs.Ticks / TimeSpan.TicksPerMicrosecond);
            }

            if (plan.CorruptsPassives)
            {
                Again(20_000, 600_000, () => CorruptPassive(random.Of([.. hosts])));
            }
        }
        else if (requests == plan.To)
        {
            End();
        }
    }

    /// <summary>Whatever is left of the trouble ends here.</summary>
    public void End()
    {
        if (!active)
        {
            return;
        }

        world.Note($"{string.Join(" and ", plan.Troubles)} ends");
        active = false;
        if (plan.Hangs is not null)
        {
            Victim.GoOn();
        }

        clients.DeadlyPerMille = 0;
        world.Links.BreaksPerMille = 0;
        foreach (var host in hosts)
        {
            host.Conditions.Slowness = 1;
            host.Journal.Slowness = 1;
            host.Conditions.FailuresPerMille = 0;
            world.Group.SlowDown(host.Id, 1);
            foreach (var replica in host.Replicas.Running.Where(replica => !replica.IsCorrect).ToArray())
            {
                host.Replicas.Lose(replica);
            }
        }
    }

    private ImmutableArray<SimulatedHost> Liars(bool all)
    {
        var count = all ? plan.Threshold.Faults : random.Between(1, plan.Threshold.Faults);
        return FromVictimOn((int)count);
    }

    private ImmutableArray<SimulatedHost> FromVictimOn(int count) =>
        [.. Enumerable.Range(0, count).Select(i => hosts[((int)plan.Victim.Value - 1 + i) % hosts.Length])];

    private void Begin(Trouble trouble)
    {
        switch (trouble)
        {
            case Trouble.ReplicaCrash:
                Again(20_000, 400_000, Victim.Replicas.LoseOne);
                break;
            case Trouble.DeadlyRequests:
                clients.DeadlyPerMille = random.Of([20, 200]);
                break;
            case Trouble.SlowHost:
                Victim.Conditions.Slowness = (int)random.Between(3, 40);
                Victim.Journal.Slowness = Victim.Conditions.Slowness;
                world.Group.SlowDown(Victim.Id, (int)random.Between(1, 40));
                break;
            case Trouble.BrokenLinks:
                world.Links.BreaksPerMille = 200;
                break;
            case Trouble.PassiveFailure:
                Victim.Conditions.FailuresPerMille = (int)random.Between(500, 1_000);
                Again(50_000, 500_000, () => hosts[random.Below(hosts.Length)].Replicas.LoseOne());
                break;
            case Trouble.ManagerCrash:
                Crash();
                break;
            case Trouble.PowerLoss:
                LosePower();
                if (plan.LosesPowerTwice)
                {
                    world.Timeline.After(random.Between(2_500_000, 4_500_000), ReadAndLosePower);
                }

                break;
            case Trouble.GroupLost:
                LoseGroup();
                break;
            case Trouble.Split:
                Split();
                break;
            case Trouble.Regrouping:
                Again(2_000, 200_000, FormAll);
                break;
            case Trouble.JournalFailure when Victim.Alive:
                Victim.Journal.Fail();
                break;
            case Trouble.Recovery:
                Again(20_000, 400_000, () => Operate(hosts[random.Below(hosts.Length)]));
                break;
            case Trouble.UnseenCorruption:
                Again(10_000, 300_000, CorruptUnseen);
                break;
            case Trouble.PassiveCrash:
                Again(20_000, 400_000, Victim.EndPassive);
                break;
            default:
                break;
        }
    }

    private void CorruptUnseen()
    {
        var running = hosts.SelectMany(host => host.Replicas.Running).ToArray();
        if (running.Length > 0 && Faulty < plan.Threshold.Faults)
        {
            var victim = random.Of(running);
            victim.Bank.CorruptUnseen();
            world.IntruderEntered(victim.Id);
        }
    }

    /// <summary>The passive replica of the victim is changed where no request looks, unless that is one fault too many.</summary>
    public void CorruptPassive() => CorruptPassive(Victim);

    private void CorruptPassive(SimulatedHost host)
    {
        var passive = host.Passive;
        if (passive.IsThere && Faulty < plan.Threshold.Faults)
        {
            passive.Bank.CorruptUnseen();
        }
    }

    /// <summary>What an operator does who wants other replicas to execute requests.</summary>
    private void Operate(SimulatedHost host) => host.Handle(random.Below(3) switch
    {
        1 => new ManagerEvent.ActivationAsked(4),
        2 when host.Replicas.Running.Count > 0 => new ManagerEvent.PassivationAsked(4, random.Of([.. host.Replicas.Running]).Id),
        _ => new ManagerEvent.RecoveryAsked(3),
    });

    private void Crash()
    {
        Crash(Victim);
        foreach (var next in FromVictimOn(plan.Crashes).Skip(1))
        {
            world.Timeline.After(random.Between(0, 1_000_000), () => Crash(next));
        }

        if (plan.Returns)
        {
            ComeBack(Victim);
        }
    }

    private void Crash(SimulatedHost host)
    {
        if (!host.Alive)
        {
            return;
        }

        foreach (var other in hosts.Where(other => plan.StandsStill && other != host && other.Alive))
        {
            other.StandStill(random.Between(100_000, 3_000_000));
        }

        var withHost = random.OneIn(2);
        host.Crash(withHost);
        if (withHost || !plan.KeepsQuorum)
        {
            Quorum([.. hosts.Where(other => other.Alive)], plan.KeepsQuorum);
        }
    }

    private void LosePower()
    {
        foreach (var host in hosts)
        {
            LosePower(host, random.Between(0, 3_000));
        }
    }

    private void LosePower(SimulatedHost host, long after) => world.Timeline.After(after, () =>
    {
        if (host.Alive)
        {
            host.Crash(withHost: true);
            ComeBack(host);
        }
    });

    /// <summary>What happened last before is a read at each host, of which no disk tells.</summary>
    private void ReadAndLosePower()
    {
        foreach (var host in hosts.Where(host => host.Alive))
        {
            clients.Ask(host, new BankRequest(BankOperation.Total, 0, 0, 0), _ => { });
        }

        world.Timeline.After(random.Between(10_000, 300_000), LosePower);
    }

    private void StartAgain(SimulatedHost host)
    {
        host.Crash(withHost: false);
        if (plan.Threshold.HasPassiveReplicas)
        {
            ComeBack(host);
        }
    }

    private void ComeBack(SimulatedHost host)
    {
        starting.Add(host.Id);
        world.Timeline.After(random.Between(100_000, 2_000_000), () =>
        {
            starting.Remove(host.Id);
            if (!host.Alive)
            {
                Start(host);
            }
        });
    }

    private void Start(SimulatedHost host)
    {
        if (plan.DamagesDisk && host == Victim && !hasDamagedDisk)
        {
            hasDamagedDisk = true;
            DamageDisk(host);
        }

        host.ComeBack();
        if (plan.HangsOnReturn is { } hangs && !hasHungOnReturn)
        {
            hasHungOnReturn = true;
            host.HangWhenAwaited(hangs.Ticks / TimeSpan.TicksPerMicrosecond);
        }

        FormAll();
        Quorum([.. hosts.Where(member => member.Alive)], quorate: true);
    }

    /// <summary>What the victim answers is on its disk alone for a while.</summary>
    private void LagBehindVictim()
    {
        foreach (var host in hosts.Where(host => host != Victim))
        {
            host.Journal.Slowness = 20;
        }
    }

    private void DamageDisk(SimulatedHost host)
    {
        if (!plan.DamagesOnlyCopies
            || hosts.Any(other => other != host && other.Journal.End.Update >= host.Journal.End.Update))
        {
            host.Journal.Damage();
        }
    }

    private void LoseGroup()
    {
        world.Group.Disconnect(Victim.Id);
        Victim.Handle(new ManagerEvent.GroupLost("The daemon ended."));
        world.Timeline.After(
            random.Between(1_000, 1_000_000), FormAll);
    }

    private void FormAll() => world.Group.Form(hosts.Where(host => host.Alive).Select(host => host.Id));

    private void Split()
    {
        ImmutableArray<SimulatedHost> one = [Victim];
        ImmutableArray<SimulatedHost> other = [.. hosts.Where(host => host != Victim)];
        world.Group.Form(one.Select(host => host.Id), hostsBroke: true);
        world.Group.Form(other.Select(host => host.Id), hostsBroke: true);
        Quorum(one, plan.KeepsQuorum && plan.VictimWins);
        Quorum(other, plan.KeepsQuorum && !plan.VictimWins);
        foreach (var winner in plan.LosesPowerInSplit ? plan.VictimWins ? one : other : [])
        {
            LosePower(winner, random.Between(20_000, 1_500_000));
        }

        world.Timeline.After(random.Between(1_000, 1_500_000), () =>
        {
            FormAll();
            Quorum([.. hosts.Where(host => host.Alive)], quorate: true);
        });
    }

    /// <summary>Quorum is not ordered with the group's messages, but each host hears of its changes in their order.</summary>
    private void Quorum(ImmutableArray<SimulatedHost> ring, bool quorate)
    {
        foreach (var host in ring)
        {
            heard[host.Id] = Math.Max(heard.GetValueOrDefault(host.Id), world.Timeline.Now + random.Between(0, 3_000));
            world.Timeline.At(
                heard[host.Id],
                () => host.Handle(new ManagerEvent.QuorumChanged(quorate, [.. ring.Select(member => member.Id)])));
        }
    }

    private void Again(long least, long most, Action action)
    {
        if (active)
        {
            action();
            world.Timeline.After(random.Between(least, most), () => Again(least, most, action));
        }
    }
}
