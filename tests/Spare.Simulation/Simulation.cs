using System.Collections.Immutable;
using Spare.Protocol.Http;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Replication;
using Spare.Simulation.Checking;
using Spare.Simulation.Faults;
using Spare.Simulation.Hosts;
using Spare.Simulation.Service;

namespace Spare.Simulation;

/// <summary>
/// A whole Spare in one process and one thread: hosts with real replica managers, and everything around them
/// simulated from one seed. Runs the plan of the seed to its end and says what the checkers found.
/// </summary>
public sealed class Simulation
{
    private const long Second = 1_000_000;
    private const long TimeMaximum = 600 * Second;

    private readonly SimulationPlan plan;
    private readonly World world;
    private readonly NobodyIsRefusedInCalm calm = new();
    private readonly RecoveryRemovesCorruption recovery = new();
    private readonly ChecksFindCorruption checks = new();
    private readonly ActiveReplicasAreOfDifferentImages images = new();
    private readonly Tally tally = new();
    private readonly ImmutableArray<Checker> checkers;
    private readonly ImmutableArray<SimulatedHost> hosts;
    private readonly SimulatedClients clients;
    private readonly RetryingClients retrying;
    private readonly TroubleMaker trouble;
    private readonly ulong seed;

    private Simulation(ulong seed, int requests, Func<SimulationPlan, SimulationPlan> change, TextWriter? trace)
    {
        this.seed = seed;
        var random = new SeededRandom(seed);
        plan = change(SimulationPlan.Draw(random, requests));
        checkers =
        [
            new NoReplyBeforeRelease(plan.Threshold), new RepliesMatchOneSequentialExecution(),
            new PassiveStateEqualsAgreedUpdates(), new OneOrder(), new OneVerdict(), new EveryRequestIsAnsweredOnce(),
            new AgreedTimeGrows(), new BoundedMemory(Options(plan.Hosts[0], random)), new CorrectStatesConverge(),
            new CorrectReplicasAreNotConvicted(), new PoisonIsQuarantined(),
            new EveryRequestEndsInTime(plan.LongestWait),
            new OneEffectPerKey(), images, recovery, checks, calm, tally,
        ];
        world = new World(random, checkers, trace);
        world.Note($"Seed {seed}: {plan}");
        hosts = [.. plan.Hosts.Select(host => new SimulatedHost(
            world, Options(host, random), random, Clock(random), plan.BaseInterval))];
        clients = new SimulatedClients(world, plan, random);
        retrying = new RetryingClients(world, plan, hosts, clients, new SeededRandom(~seed));
        trouble = new TroubleMaker(world, plan, hosts, clients, random);
        clients.Asked += trouble.Asked;
        foreach (var host in hosts)
        {
            host.HostOf = other => hosts.FirstOrDefault(donor => donor.Id == other && donor.Alive);
        }
    }

    /// <summary>Runs one seed.</summary>
    /// <param name="requests">Requests that clients make during the run.</param>
    /// <param name="trace">Where every step goes as text, if anywhere.</param>
    public static SimulationResult Run(ulong seed, int requests, TextWriter? trace = null) =>
        Run(seed, requests, plan => PlanOfSeed.Complete(plan, seed), trace);

    /// <summary>Runs one seed with another plan than the seed's own.</summary>
    public static SimulationResult Run(
        ulong seed, int requests, Func<SimulationPlan, SimulationPlan> change, TextWriter? trace = null) =>
        new Simulation(seed, requests, change, trace).Run();

    private SimulationResult Run()
    {
        try
        {
            Begin();
            Serve();
            Probe();
            Finish();
        }
        catch (InvariantBrokenException broken)
        {
            return new SimulationResult(seed, plan, world.Steps, [broken.ToString()], tally.Counts);
        }

        return new SimulationResult(seed, plan, world.Steps, [.. checkers.SelectMany(checker => checker.Violations)], tally.Counts);
    }

    private void Begin()
    {
        trouble.Prepare();
        foreach (var host in hosts)
        {
            host.Start();
            world.Timeline.After(1_000, () => host.Handle(new ManagerEvent.QuorumChanged(true, plan.Hosts)));
        }

        world.Group.Form(plan.Hosts);
        RunFor(Second / 5);
        calm.Calm = plan.IsCalm;
    }

    private void Serve()
    {
        foreach (var host in plan.OneEntry ? hosts.Take(1) : hosts)
        {
            for (var i = 0; i < plan.ClientsPerHost; i++)
            {
                clients.Begin(host);
            }
        }

        for (var i = 0; i < plan.RetryingClients; i++)
        {
            retrying.Begin();
        }

        while ((clients.Issued < plan.Requests || !clients.AllAnswered(IsAlive)) && world.Timeline.Advance(TimeMaximum))
        {
            if (plan.OneEntry && !hosts[0].Alive)
            {
                break; // The only host with clients crashed.
            }
        }

        retrying.Stop();
    }

    /// <summary>The trouble is over; if it is one that passes, every host answers reads and writes again.</summary>
    private void Probe()
    {
        trouble.End();
        RunFor(10 * Second);
        AwaitReturns();
        if (hosts.FirstOrDefault(host => host.StandsStill) is { } hanging)
        {
            ProbeWithout(hanging);
        }

        if (plan.EndsWithChecks)
        {
            CheckAll();
        }

        if (plan.EndsWithRecovery)
        {
            RecoverAll();
        }

        calm.Calm = plan.Passes;
        Ask(hosts);
    }

    /// <summary>A host hangs on its way back. The others answer; when it goes on it takes part again.</summary>
    private void ProbeWithout(SimulatedHost hanging)
    {
        calm.Calm = plan.Passes;
        Ask(hosts.Remove(hanging));
        calm.Calm = false;
        hanging.GoOn();
        RunFor(10 * Second);
        AwaitReturns();
    }

    /// <summary>
    /// A host that comes back is done in a few seconds, unless it hung or had to fetch again what was cut; one host may have all
    /// of that. Nobody waits for one that hangs now.
    /// </summary>
    private void AwaitReturns()
    {
        const int SecondsMaximum = 40;

        for (var waited = 0; plan.Passes && waited < SecondsMaximum
            && (trouble.SomeComeBack
                || hosts.Any(host => host is { Alive: true, HasServed: false, StandsStill: false })); waited++)
        {
            RunFor(Second);
        }
    }

    private void Ask(IEnumerable<SimulatedHost> asked)
    {
        foreach (var host in asked.Where(host => host.Alive))
        {
            clients.Ask(host, new BankRequest(BankOperation.Total, 0, 0, 0), _ => { });
            clients.Ask(host, new BankRequest(BankOperation.Mix, 1, 2, 3), _ => { });
        }

        RunFor(2 * Second);
        if (!clients.AllAnswered(IsAlive))
        {
            RunFor(4 * Second); // Where a host does not serve any more, they wait at its gate for 5 seconds.
        }

        var patience = plan.AnswerPatience.TotalSeconds; // Where one thing after the other takes long, so long may they wait.
        for (var waited = 0; plan.HoldsUp && waited < patience && !clients.AllAnswered(IsAlive); waited++)
        {
            RunFor(Second);
        }
    }

    /// <summary>Every host wants a base until it has one.</summary>
    private void CheckAll()
    {
        const int AttemptsMaximum = 100;

        checks.BeginRound();
        for (var attempt = 0; attempt < AttemptsMaximum; attempt++)
        {
            var missing = hosts.Where(host => host.Alive && !checks.HasBase(host.Id)).ToArray();
            foreach (var host in missing)
            {
                host.Handle(new ManagerEvent.BaseOld());
            }

            if (missing.Length > 0)
            {
                RunFor(Second / 2);
            }
        }
    }

    /// <summary>
    /// A passive replica was changed by somebody, longer ago than states may have been compared for a recovery that was held
    /// up. Then one host after the other recovers; each is asked again while it says that it cannot now. What operators woke
    /// they put back before, on all hosts: while a host has a woken replica it has no passive one for others, and the last
    /// one that there is for others is not woken to recover. Nor does anybody recover before the first request, so one is
    /// asked here: all before may have been refused.
    /// </summary>
    private void RecoverAll()
    {
        const int AttemptsMaximum = 100;

        clients.Ask(hosts.First(host => host.Alive), new BankRequest(BankOperation.Total, 0, 0, 0), _ => { });
        RunFor(Second / 2);
        trouble.CorruptPassive();
        RunFor(60 * Second);
        recovery.BeginRound();
        foreach (var host in hosts.Where(host => host.Alive))
        {
            for (var attempt = 0; attempt < AttemptsMaximum && !recovery.HasRecovered(host.Id); attempt++)
            {
                PutBackWoken();
                host.Handle(new ManagerEvent.RecoveryAsked(4));
                RunFor(Second / 2);
            }
        }
    }

    private void PutBackWoken()
    {
        foreach (var host in hosts)
        {
            foreach (var replica in host.Replicas.Running.Skip(1).Select(replica => replica.Id).ToArray())
            {
                host.Handle(new ManagerEvent.PassivationAsked(5, replica));
            }
        }
    }

    private void Finish()
    {
        foreach (var host in hosts)
        {
            host.Handle(new ManagerEvent.FlushAsked(1));
        }

        AwaitRest();
        foreach (var host in hosts)
        {
            host.Handle(new ManagerEvent.StateAsked(2));
            world.Loaded(host.Id, host.Load);
        }

        var ending = new Ending(plan, [.. hosts.Select(host => new HostEnding(
            host.Life, host.Alive, host.State,
            host.Active is { IsCorrect: true, Bank.IsCorruptedUnseen: false } active ? active.Bank.State : null,
            host.Passive.Number, host.Passive is { IsThere: true, Bank.IsCorruptedUnseen: false } ? host.Passive.Bank.State : null,
            host.Journal.Records,
            [.. host.Replicas.Running.Where(replica => replica.Bank.IsCorruptedUnseen).Select(replica => replica.Id)])
        {
            PassiveCorrupted = host.Passive is { IsThere: true, Bank.IsCorruptedUnseen: true },
        })]);
        foreach (var checker in checkers)
        {
            checker.End(ending);
        }
    }

    /// <summary>Replicas of one image replace each other, one after the other; each is made in less than two seconds.</summary>
    private void AwaitRest()
    {
        const int AttemptsMaximum = 10;

        var seen = -1;
        for (var attempt = 0; attempt < AttemptsMaximum && seen != images.Changes; attempt++)
        {
            seen = images.Changes;
            RunFor(2 * Second);
        }
    }

    private void RunFor(long time)
    {
        var end = world.Timeline.Now + time;
        while (world.Timeline.Advance(end))
        {
        }
    }

    private bool IsAlive(Life life) => hosts.Any(host => host.Alive && host.Life == life);

    private long Clock(SeededRandom random) =>
        plan.Troubles.Contains(Trouble.Skew) ? random.Between(-7_200 * Second, 7_200 * Second) : random.Between(-500, 500);

    private ReplicationOptions Options(HostId host, SeededRandom random) =>
        new(
            host, new Incarnation(random.Next() | 1), plan.Hosts, plan.Threshold, Digest.Of("simulation"u8),
            [
                new RouteTerms(RouteClass.Write, TimeSpan.FromMilliseconds(300)),
                new RouteTerms(RouteClass.Read, TimeSpan.FromMilliseconds(200)),
            ])
        {
            Updates = new UpdateBufferOptions(
                plan.UpdateInterval, TimeSpan.FromMilliseconds(500),
                plan.Troubles.Contains(Trouble.PassiveFailure) ? 40 : 20_000, 1 << 20),
            InFlightMaximum = 20,
            SilenceMaximum = plan.NoticesSilence ? TimeSpan.FromSeconds(2) : TimeSpan.MaxValue,
            Images = plan.Images,
            ReplacementPatience = TimeSpan.FromSeconds(4),
            AnswerPatience = plan.AnswerPatience,
            ReportsPerSecond = int.MaxValue,
            StateCheckPatience = TimeSpan.FromSeconds(1),
            StateCheckPause = TimeSpan.FromMilliseconds(200),
            StateCheckSpacing = 2,
        };
}
