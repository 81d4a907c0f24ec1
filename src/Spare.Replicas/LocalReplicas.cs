using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Spare.Protocol.Http;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// The replicas of this host: those that execute requests, and the passive one (SPARE 3.1). A passive replica is only
/// ever changed by agreed updates; the next one is made from base and journal.
/// </summary>
public sealed class LocalReplicas : ILocalReplicas, IAsyncDisposable
{
    private const int NoticesMaximum = 1_024;

    private readonly LocalReplicasOptions options;
    private readonly Channel<ReplicaNotice> notices = Channel.CreateBounded<ReplicaNotice>(
        new BoundedChannelOptions(NoticesMaximum) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Those that were woken and have executed nothing yet.</summary>
    private readonly ConcurrentDictionary<ReplicaId, bool> woken = new();

    private readonly CancellationTokenSource ending = new();
    private readonly ReplicaFactory factory;
    private readonly RunningReplicas running;
    private readonly PassiveOrigin origin;
    private readonly BaseCopies copies;
    private readonly PassiveUpkeep passive;
    private readonly RequestReplay? replay;
    private uint lastGeneration = 1;

    /// <param name="journal">Null: passive replicas are made from the base alone.</param>
    /// <param name="record">Null: the base ends with the daemon.</param>
    public LocalReplicas(
        LocalReplicasOptions options, IHypervisor hypervisor, IJournal? journal, IBaseRecord? record = null)
    {
        this.options = options;
        factory = new ReplicaFactory(options, hypervisor, Notice, Lost);
        running = new RunningReplicas(factory);
        var durable = record is null || journal is null ? null : new DurableOrigin(record, journal);
        origin = new PassiveOrigin(options, factory, durable);
        var slot = new PassiveSlot();
        copies = new BaseCopies(options, factory, slot, origin, Notice);
        passive = new PassiveUpkeep(options, factory, journal, origin, slot, copies, Notice);
        replay = journal is null ? null : new RequestReplay(options, factory, origin, journal);
        Transfer = new BaseTransfer(factory, origin, passive);
    }

    /// <summary>What happened to replicas; when nobody reads, further notices are dropped.</summary>
    public ChannelReader<ReplicaNotice> Notices => notices.Reader;

    /// <summary>
    /// What an earlier daemon left is not enough to make replicas from: this host has to catch up from another one. Null:
    /// it is enough, or there was no earlier daemon.
    /// </summary>
    public string? Damage => origin.Damage;

    /// <summary>There is a passive replica, or will be, and what the active one writes is captured for it.</summary>
    public bool HasPassive => options.HasPassive;

    /// <summary>Gives the base to other hosts and takes theirs; only when it is recorded.</summary>
    public IBaseTransfer Transfer { get; }

    /// <summary>The id under which operators find the passive replica: the one that it will have when it is woken.</summary>
    private ReplicaId PassiveId => new(options.Host, Volatile.Read(ref lastGeneration) + 1);

    /// <summary>Removes what an earlier daemon left, its base excepted.</summary>
    /// <param name="makeReplicas">
    /// Makes the first active and, if there is to be one, the first passive replica, from the image; otherwise the first
    /// replicas are those that are asked for with <see cref="MakePassiveAsync"/> and <see cref="StartReplicaAsync"/>.
    /// </param>
    /// <exception cref="ReplicaException">A replica did not start.</exception>
    /// <exception cref="HypervisorException">The hypervisor failed.</exception>
    public async Task StartAsync(bool makeReplicas, CancellationToken cancellation)
    {
        await origin.RestoreAsync(await factory.Hypervisor.ListAsync(cancellation), cancellation);
        if (makeReplicas && (Damage is not null || !origin.IsImage))
        {
            throw new ReplicaException(
                Damage ?? $"The base has updates up to {origin.Number}: no replica is made from the image.");
        }

        await DestroyAllButBaseAsync(cancellation);
        if (makeReplicas)
        {
            var id = new ReplicaId(options.Host, 1);
            await Task.WhenAll(
                running.StartAsync(id, () => factory.MakeFromImageAsync(id, cancellation), cancellation),
                options.HasPassive ? passive.MakeFirstAsync(PassiveId, cancellation) : Task.CompletedTask);
        }

        _ = WatchMachinesAsync();
    }

    public Task<ExecutionResult> ExecuteAsync(
        ReplicaId replica, OrderedRequest request, TimeSpan deadline, bool keepReply, Action ended,
        CancellationToken cancellation)
    {
        if (running.Find(replica) is not { Service: var service, Writes: { } writes })
        {
            throw new ReplicaException($"{replica} does not run here.");
        }

        options.Routes.TryGet(request.Route, out var route);
        var execution = new Execution(service, route ?? options.Routes.Undeclared, deadline, request, keepReply);
        var executed = request.Class == RouteClass.Read && !options.AgreedClock
            ? execution.ReadAsync(cancellation)
            : writes(execution, ended, cancellation);
        return woken.TryRemove(replica, out _) ? FirstAsync(replica, executed) : executed;
    }

    /// <summary>Executes a request again off to the side, with the state that it found when it was executed first.</summary>
    /// <exception cref="ReplicaException">It cannot be; the message says why.</exception>
    /// <exception cref="HypervisorException">The base cannot be cloned.</exception>
    public Task<ExecutionResult> ReplayAsync(OrderedRequest request, CancellationToken cancellation)
    {
        options.Routes.TryGet(request.Route, out var found);
        var route = found ?? options.Routes.Undeclared;
        return replay is null
            ? throw new ReplicaException("There is no journal to execute it again from.")
            : replay.RunAsync(request with { Class = route.Class }, route, cancellation);
    }

    public Task<UpdateNumber> UpdatePassiveAsync(
        ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation) =>
        passive.UpdateAsync(updates, cancellation);

    public Task<UpdateNumber> MakePassiveAsync(
        ImageNumber image, UpdateNumber atLeast, CancellationToken cancellation) =>
        passive.MakeAsync(PassiveId, image, atLeast, cancellation);

    public async Task<Digest> DigestStateAsync(ReplicaId replica, CheckNumber check, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Agent.Dump);
        try
        {
            var machine = running.Find(replica) ?? throw new ReplicaException($"{replica} does not run here.");
            var began = TimeProvider.System.GetTimestamp();
            var (state, held) = await machine.DigestStateAsync(check, deadline.Token);
            Notice(new ReplicaNotice.StateDigested(replica, held, TimeProvider.System.GetElapsedTime(began)));
            return state;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException($"{replica} gave no digest within {options.Agent.Dump.TotalSeconds:F0} s.");
        }
    }

    public Task<Digest> CheckPassiveAsync(
        CheckNumber check, UpdateNumber number, bool copy, CancellationToken cancellation) =>
        copies.CheckAsync(check, number, copy, cancellation);

    public Task<UpdateNumber> TakeBaseAsync(CheckNumber check) => copies.TakeAsync(check);

    public void DropBase(CheckNumber check) => copies.Drop(check);

    public void DiscardPassive() => passive.Discard();

    public async Task StartReplicaAsync(
        ReplicaId replica, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation)
    {
        Volatile.Write(ref lastGeneration, Math.Max(lastGeneration, replica.Generation));
        var machine = await running.StartAsync(
            replica, () => passive.WakeAsync(replica, updates, cancellation), cancellation);
        woken[replica] = true;
        Notice(new ReplicaNotice.Made(replica, $"{replica} executes requests, from {machine.Update} on."));
    }

    public void EndReplica(ReplicaId replica)
    {
        running.End(replica);
        woken.TryRemove(replica, out _);
        options.Faults?.Forget(replica);
    }

    /// <summary>Destroys a replica's machine under it, as an intruder or a defect would; what follows is as usual.</summary>
    public Task CrashAsync(ReplicaView replica, CancellationToken cancellation) =>
        factory.Hypervisor.DestroyAsync(replica.Machine.Name, cancellation);

    /// <summary>What operators see of the replicas, those that execute requests first.</summary>
    public ImmutableArray<ReplicaView> Describe()
    {
        var views = running.All.Select(machine =>
            new ReplicaView(machine.Id, IsActive: true, IsAwake: true, null, machine.Machine));
        return passive.Current is { } waiting
            ? [.. views, new ReplicaView(
                waiting.Machine.Id, IsActive: false, waiting.IsAwake, waiting.Update, waiting.Machine.Machine)]
            : [.. views];
    }

    /// <summary>Waits for the passive replica, also while it is being updated or has yet to be made.</summary>
    /// <exception cref="ReplicaException">It was woken or lost meanwhile.</exception>
    public Task<ReplicaId> WaitForPassiveAsync(CancellationToken cancellation) => passive.IdAsync(cancellation);

    /// <summary>Has a replica write its canonical dump; a passive one is resumed for it.</summary>
    /// <returns>The digest of the dump.</returns>
    public Task<Digest> DumpAsync(ReplicaId replica, Action<string>? take, CancellationToken cancellation) =>
        running.Find(replica) is { } machine
            ? machine.DumpAsync(take, cancellation)
            : passive.DumpAsync(replica, take, cancellation);

    /// <summary>Destroys all replicas. The base stays, when it is recorded.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        running.EndAll();
        copies.Dispose();
        await passive.DisposeAsync();
        await factory.EndedAsync();
        await DestroyAllButBaseAsync(CancellationToken.None);
        ending.Dispose();
    }

    private async Task<ExecutionResult> FirstAsync(ReplicaId replica, Task<ExecutionResult> executed)
    {
        var result = await executed;
        Notice(new ReplicaNotice.Executed(replica));
        return result;
    }

    private async Task DestroyAllButBaseAsync(CancellationToken cancellation)
    {
        foreach (var machine in await factory.Hypervisor.ListAsync(cancellation))
        {
            if (!origin.Keeps(machine.Name))
            {
                await factory.Hypervisor.DestroyAsync(machine.Name, cancellation);
            }
        }
    }

    private async Task WatchMachinesAsync()
    {
        await foreach (var happened in factory.Hypervisor.Events.ReadAllAsync())
        {
            foreach (var machine in running.All.Append(passive.Current?.Machine).OfType<ReplicaMachine>())
            {
                if (machine.Machine.Name == happened.Name)
                {
                    Lost(machine, happened.Detail);
                }
            }
        }
    }

    private void Lost(ReplicaMachine machine, string reason)
    {
        if (ending.IsCancellationRequested)
        {
            return;
        }

        if (running.Find(machine.Id) == machine)
        {
            Notice(new ReplicaNotice.Lost(machine.Id, reason));
        }
        else
        {
            passive.Lost(machine, reason);
        }
    }

    private void Notice(ReplicaNotice notice) => notices.Writer.TryWrite(notice);
}
