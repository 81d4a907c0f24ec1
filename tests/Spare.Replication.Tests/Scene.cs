using System.Collections.Immutable;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Serving;

namespace Spare.Replication.Tests;

/// <summary>
/// The manager of host 1 and everything that happens to it, told step by step. The other hosts are what the test
/// says in their names.
/// </summary>
internal sealed class Scene
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly ReplicaManager manager;
    private readonly List<RequestId> order = [];
    private ulong numbers;

    public Scene(
        int faults = 1, Func<ReplicationOptions, ReplicationOptions>? change = null,
        ReplicationMode mode = ReplicationMode.Spare)
    {
        var threshold = new FaultThreshold(faults, mode);
        Options = new ReplicationOptions(
            Say.One, new Incarnation(7),
            [.. Enumerable.Range(1, threshold.Hosts).Select(number => new HostId((uint)number))], threshold,
            Say.Digest("configuration"),
            [new RouteTerms(RouteClass.Write, Deadline), new RouteTerms(RouteClass.Read, Deadline)])
        {
            ServingPatience = TimeSpan.Zero,
            StandstillMaximum = TimeSpan.MaxValue, // Time passes in leaps here.
        };
        Options = change?.Invoke(Options) ?? Options;
        manager = new ReplicaManager(Options);
    }

    public ReplicationOptions Options { get; }

    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>What the manager wanted done at the last step.</summary>
    public ImmutableArray<ManagerEffect> Effects { get; private set; } = [];

    /// <summary>What it wanted done since <see cref="Forget"/>.</summary>
    public List<ManagerEffect> All { get; } = [];

    public Epoch Epoch { get; set; } = new(1);

    public ManagerLoad Load => manager.Load;

    public ManagerState State
    {
        get
        {
            var told = manager.Step(new ManagerEvent.StateAsked(1), Now);
            return told.OfType<ManagerEffect.TellState>().Single().State;
        }
    }

    /// <summary>A manager that serves in epoch 1, at the beginning of the order.</summary>
    public static Scene Serving(
        int faults = 1, Func<ReplicationOptions, ReplicationOptions>? change = null,
        ReplicationMode mode = ReplicationMode.Spare)
    {
        var scene = new Scene(faults, change, mode);
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.QuorumChanged(true, scene.Options.Hosts));
        scene.Join();
        scene.Forget();
        return scene;
    }

    public void Forget() => All.Clear();

    public ImmutableArray<ManagerEffect> Step(ManagerEvent input)
    {
        Effects = [.. manager.Step(input, Now)];
        if (Effects.OfType<ManagerEffect.RecordEpoch>().SingleOrDefault() is { } record)
        {
            Effects = [.. Effects, .. manager.Step(new ManagerEvent.EpochRecorded(record.Epoch.Epoch), Now)];
        }

        All.AddRange(Effects);
        return Effects;
    }

    /// <summary>
    /// All hosts are in the group, say that they stand where this one does, and the others that they have a clean passive replica.
    /// </summary>
    public void Join()
    {
        Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = Options.Hosts.Remove(Say.One) });
        Step(new ManagerEvent.MembershipChanged(Options.Hosts));
        var own = Effects.OfType<ManagerEffect.Multicast>().Select(sent => sent.Message).OfType<HostReady>().Single();
        foreach (var host in Options.Hosts)
        {
            Deliver(host, host == Say.One
                ? own
                : own with { Replica = Say.Replica(host), LastGeneration = 1, Passive = Passive });
        }

        Epoch = new Epoch(own.Last.Value + 1);
    }

    /// <summary>Every host says so of its passive replica.</summary>
    public void Passives(PassiveState state)
    {
        foreach (var host in Options.Hosts)
        {
            Deliver(host, new PassiveChanged(Epoch, host, state));
        }
    }

    /// <summary>Help is asked for, as the manager of this host would.</summary>
    public void AskHelp(ulong position, ushort needed = 1, uint round = 1) =>
        Deliver(Say.One, new HelpAsked(Epoch, Say.At(position), needed, round));

    /// <summary>The host offers its passive replica.</summary>
    public void Offer(HostId host, ulong position, uint round = 1) =>
        Deliver(host, new HelpOffered(Epoch, host, Say.At(position), round));

    /// <summary>The passive replica of this host is woken for that write, and runs.</summary>
    public void Wake(ulong position, uint generation = 2)
    {
        AskHelp(position);
        Offer(Say.One, position);
        Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation)));
        Deliver(Say.One, new ReplicaReady(Epoch, Say.Replica(Say.One, generation)));
    }

    /// <summary>A host waited too long for votes on the lowest write, and all confirm that it is voided.</summary>
    public void Void(ulong position)
    {
        Deliver(Say.Two, new VoidProposed(Epoch, Say.Two, Say.At(position)));
        foreach (var host in Options.Hosts)
        {
            Deliver(host, new VoidConfirmed(Epoch, host, Say.At(position)));
        }
    }

    /// <summary>What this manager has multicast since <see cref="Forget"/> comes back to it.</summary>
    public void Echo()
    {
        var sent = All.OfType<ManagerEffect.Multicast>().Select(multicast => multicast.Message).ToArray();
        Forget();
        foreach (var message in sent)
        {
            Deliver(Say.One, message);
        }
    }

    public void Deliver(HostId sender, GroupMessage message)
    {
        var numbered = message switch
        {
            RequestProposed request => request.Id,
            ReadDisputed disputed => disputed.Id,
            _ => default(RequestId?),
        };
        var before = numbered is null ? default : State.Position;
        Step(new ManagerEvent.Delivered(sender, message));
        if (numbered is { } id && State.Position > before)
        {
            order.Add(id);
        }
    }

    /// <summary>A client of this host asks; gives the proposal that went into the group, or null.</summary>
    public RequestProposed? Arrive(RouteNumber route, IdempotencyKey? key = null)
    {
        Step(new ManagerEvent.RequestArrived(
            new RequestId(Say.One, Options.Incarnation, ++numbers), route, new Seed(1, 2), new byte[] { 9 }) { Key = key });
        return Effects.OfType<ManagerEffect.Multicast>().Select(sent => sent.Message).OfType<RequestProposed>()
            .SingleOrDefault();
    }

    /// <summary>A client of this host asks, and the request gets its place.</summary>
    public RequestId Own(RouteNumber route)
    {
        var proposed = Arrive(route);
        Assert.NotNull(proposed);
        Deliver(Say.One, proposed);
        return proposed.Id;
    }

    /// <summary>A request of another host's client gets its place.</summary>
    public void Other(HostId entry, RouteNumber route) =>
        Deliver(entry, new RequestProposed(
            new RequestId(entry, new Incarnation(8), ++numbers), route, Now, new Seed(3, 4), new byte[] { 9 }));

    public void Executed(ulong position, ExecutionResult result, uint generation = 1) =>
        Step(new ManagerEvent.Executed(Say.Replica(Say.One, generation), Say.At(position), result));

    /// <summary>An ordered vote, from this host too: its own votes come back to it.</summary>
    public void WriteVote(HostId host, ulong position, Vote vote, uint generation = 1) =>
        Deliver(host, new WriteVoted(Epoch, Say.Replica(host, generation), Say.At(position), vote));

    public void ReadVote(HostId host, ulong position, Vote vote, uint generation = 1) => Step(
        new ManagerEvent.VoteReceived(
            host, new ReadVoted(Epoch, Say.Replica(host, generation), Say.At(position), OrderAt(position), vote)));

    /// <summary>The digest of the order up to that position; what is not delivered yet will be this host's own.</summary>
    public Digest OrderAt(ulong position)
    {
        var sequencer = new Sequencer();
        var own = numbers;
        for (var at = 0; at < (int)Math.Min(position, (ulong)order.Count + 8); at++)
        {
            sequencer.Number(at < order.Count ? order[at] : new RequestId(Say.One, Options.Incarnation, ++own), default);
        }

        return sequencer.Order;
    }

    /// <summary>The local replica executes the write, and all hosts vote alike on it.</summary>
    public void Settle(ulong position, string reply, string wrote = "", uint generation = 1)
    {
        Executed(position, Say.Result(reply, wrote), generation);
        foreach (var host in Options.Hosts)
        {
            WriteVote(host, position, Say.Vote(reply, wrote), generation);
        }
    }

    /// <summary>Time passes, and the manager looks at its watch.</summary>
    public void Pass(TimeSpan time)
    {
        Now += time;
        Step(new ManagerEvent.DeadlinePassed(DeadlineKey.Sweep));
    }

    private PassiveState Passive => Options.Threshold.HasPassiveReplicas ? PassiveState.Clean : PassiveState.None;

    public IEnumerable<T> Wanted<T>()
        where T : ManagerEffect => All.OfType<T>();

    public IEnumerable<T> Sent<T>()
        where T : GroupMessage => All.OfType<ManagerEffect.Multicast>().Select(sent => sent.Message).OfType<T>();

    public IEnumerable<ManagerReport> Reported(ReportKind kind) =>
        All.OfType<ManagerEffect.Report>().Select(report => report.Event).Where(report => report.Kind == kind);

    public IEnumerable<RefusalReason> Refused(RequestId id) =>
        Wanted<ManagerEffect.Refuse>().Where(refuse => refuse.Id == id).Select(refuse => refuse.Refusal.Reason);

    public bool Answered(RequestId id) => Wanted<ManagerEffect.Answer>().Any(answer => answer.Id == id);
}
