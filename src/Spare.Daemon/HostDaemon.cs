using Microsoft.Extensions.Logging;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Corosync;
using Spare.Daemon.Admin;
using Spare.Daemon.Operators;
using Spare.Daemon.Ticks;
using Spare.Interception;
using Spare.Journal;
using Spare.Journal.Evidence;
using Spare.Peers;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Replicas.Faults;
using Spare.Replication;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;
using Spare.Runtime.Supervision;

namespace Spare.Daemon;

/// <summary>
/// Wires one host together: files to options, adapters to ports, ports to the event loop. It starts from the inside
/// (replicas, group) to the outside (front end) and ends the other way round.
/// </summary>
internal sealed class HostDaemon : IAsyncDisposable
{
    private static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(5);

    private readonly HostFile host;
    private readonly ServiceFile service;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly EventLog events;
    private readonly EventQueue queue = new();
    private readonly PendingAnswers answers;
    private readonly OperatorConsole console;
    private readonly StageClock stages = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Stack<(string What, IAsyncDisposable Thing)> started = new();
    private readonly List<Task> running = [];
    private readonly Incarnation incarnation;
    private FrontEnd? frontEnd;

    public HostDaemon(HostFile host, ServiceFile service, ILoggerFactory loggers)
    {
        this.host = host;
        this.service = service;
        this.loggers = loggers;
        logger = loggers.CreateLogger("spared");
        events = new EventLog(host.Self.Id, TimeProvider.System);
        console = new OperatorConsole(queue, events, logger);
        incarnation = CoreOptions.DrawIncarnation();
        answers = new PendingAnswers(queue, host.Self.Id, incarnation);
    }

    /// <summary>Completes when the host takes requests; whether it serves depends on the others.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        logger.Starting(host.Self.Name, "opening the journal");
        var record = new ServingFile(host.Journal.Directory);
        var origin = new BaseFile(host.Journal.Directory);
        var journal = Started("the journal", Adapters.OpenJournal(host));
        var evidence = Started("the evidence", Adapters.OpenEvidence(host, Complain));
        var history = events.History = Started("the history", new HistoryFile(host.Journal.Directory, Complain));
        logger.Starting(host.Self.Name, "making the replicas");
        var hypervisor = Started("the hypervisor driver", await Drivers.OpenAsync(host, service, loggers, cancellation));
        var faults = host.AllowsFaultInjection ? new FaultRegistry() : null;
        var replicas = Started("the replicas", Adapters.MakeReplicas(host, service, hypervisor, journal, origin, faults, stages));
        var former = ToGoOnFrom(FormerDaemon.Read(journal, record, origin));
        await replicas.StartAsync(makeReplicas: former is null, cancellation);
        former = former is { Damage: null } ? former with { Damage = replicas.Damage } : former;
        logger.Starting(host.Self.Name, "joining the group");
        var peers = Started("the peer link", Adapters.OpenPeers(
            host, new HostDisk(journal, replicas.Transfer, CoreOptions.DigestOf(host, service)), loggers));
        var group = Started("the group", await Adapters.JoinGroupAsync(host, loggers, cancellation));

        WarnOfWeaknesses();

        var slow = new SlowEffects(replicas, journal, record, peers.CatchUp!, ending.Token); // It was given the disk.
        var sender = new GroupSender(group, ending.Token);
        var executor = new EffectExecutor(queue, sender, peers, answers, slow, console, evidence);
        var manager = new ReplicaManager(CoreOptions.Make(host, service, incarnation) with { Past = former?.Past });
        Run(new ManagerLoop(manager, queue, executor, stages, TimeProvider.System).RunAsync(ending.Token));
        Run(sender.Failed);
        Run(new GroupReceiver(group, peers, queue, host.CrashDetection).RunAsync(ending.Token));
        Run(slow.Failed);
        Run(new ReplicaNotices(replicas.Notices, queue.PostAsync, events, logger).RunAsync(ending.Token));
        Run(StartAgainAsync(slow));
        Begin(former, peers);

        var status = new StatusReport(host, service, console, events, answers, replicas, hypervisor);
        Started("the admin socket", await AdminServer.StartAsync(
            host.AdminSocket, status, events, console, new ReplicaDumps(replicas),
            [
                new FaultCalls(new FaultInjector(replicas, faults, events, logger)),
                new EvidenceCalls(host.Self.Id, evidence, history),
                new QuarantineCalls(console),
                new StageCalls(host.Self, stages),
                new ActivationCalls(console),
                new ReplayCalls(host.Self.Id, evidence, replicas),
            ],
            cancellation));
        status.FrontEnd = frontEnd = Started("the front end", await FrontEnd.StartAsync(
            Adapters.FrontEndOptionsOf(host), service.Routes, answers, loggers, cancellation));
        StartTicks();
        events.Add(OperatorEventKind.Serving, Severity.Information, $"{host.Self.Name} takes requests.");
        logger.Starting(host.Self.Name, "ready");
    }

    /// <summary>Runs until cancelled; throws when a part of the daemon failed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Supervisor.Of(Environment.GetEnvironmentVariable, Environment.ProcessId) is { } supervisor)
        {
            Run(supervisor.RunAsync(console.StateAsync, ending.Token)); // What the loop answers is its sign of life.
        }

        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        while (await Task.WhenAny([stopped, .. running]) is var first && first != stopped)
        {
            await first;
            running.Remove(first);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (frontEnd is not null)
        {
            await frontEnd.StopAsync(DrainGrace);
        }

        await ending.CancelAsync();
        queue.Close();
        while (started.TryPop(out var part))
        {
            try
            {
                await part.Thing.DisposeAsync();
            }
            catch (Exception failure) when (failure is HypervisorException or IOException or JournalException)
            {
                logger.StopFailed(host.Self.Name, part.What, failure.Message);
            }
        }

        ending.Dispose();
    }

    /// <summary>The replicas of a host that has no past are its first ones; otherwise the manager makes them of what it was.</summary>
    private void Begin(FormerDaemon? former, PeerLink peers)
    {
        if (former is null)
        {
            Run(AnnounceReplicaAsync(peers));
        }
        else
        {
            events.Add(
                OperatorEventKind.Serving, former.Damage is null ? Severity.Warning : Severity.Error,
                former.ToString(), null, null);
        }
    }

    /// <summary>
    /// Only now may this host count: before the link to every peer is up, its votes on reads would be lost.
    /// </summary>
    private async Task AnnounceReplicaAsync(PeerLink peers)
    {
        await peers.Connected.WaitAsync(ending.Token);
        await queue.PostAsync(new ManagerEvent.ReplicaReady(new ReplicaId(host.Self.Id, 1)), ending.Token);
    }

    private FormerDaemon? ToGoOnFrom(FormerDaemon? former) => former is null || host.Threshold.HasPassiveReplicas
        ? former
        : throw new StaysAwayException(
            $"{host.Self.Name} has served, and in mode {host.Threshold.Mode.Name()} a host does not come back: there is no base and "
            + $"no journal to make its replica from. Stop all hosts, empty {host.Journal.Directory} on each, and start them anew.");

    private void WarnOfWeaknesses()
    {
        if (host.Hosts.Length == 2 && host.CrashDetection == CrashDetection.Quorum && !VoteQuorum.HasWitness())
        {
            Warn(
                OperatorEventKind.QuorumChanged,
                "There are two hosts and no witness: when either is lost, the other one stops. "
                + "docs/operations.md says how to add a witness.");
        }

        if (host.Hypervisor is LibvirtDriverSettings { Images.Length: var images }
            && LibvirtDriverSettings.WhyAlike(images, host.Threshold) is { } reason)
        {
            Warn(OperatorEventKind.Serving, reason);
        }
    }

    private void Complain(string text) => Warn(OperatorEventKind.EvidenceNotKept, text);

    private void Warn(OperatorEventKind kind, string text)
    {
        events.Add(kind, Severity.Warning, text);
        logger.Reported(Severity.Warning, kind, text, null, null);
    }

    private static async Task StartAgainAsync(SlowEffects slow) => throw new StartAgainException(await slow.StartsAgain);

    private T Started<T>(string what, T part)
        where T : IAsyncDisposable
    {
        started.Push((what, part));
        return part;
    }

    private void Run(Task task) => running.Add(task);

    private void StartTicks()
    {
        foreach (var tick in service.Ticks)
        {
            var source = new TickSource(
                tick, answers, TickRequest.For(tick, service.Routes), IsLowestHostAsync, TimeProvider.System);
            Run(source.RunAsync(ending.Token));
        }
    }

    private async Task<bool> IsLowestHostAsync(CancellationToken cancellation)
    {
        var state = await console.StateAsync(cancellation);
        return state.Serving && state.Members.Min() == host.Self.Id;
    }
}
