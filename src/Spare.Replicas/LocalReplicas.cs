using System.Collections.Immutable;
using System.Threading.Channels;
using Spare.Protocol.Http;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// The active and the passive replica of this host, and how one takes the place of the other (SPARE 3.1 to 3.3). The
/// passive replica is only ever changed by agreed updates, so it is what every next replica is made from.
/// </summary>
public sealed class LocalReplicas : ILocalReplicas, IAsyncDisposable
{
    private const int NoticesMaximum = 1_024;

    private const string AfterPassive =
        "and this host can make no other replica: keep a copy of the database with 'spare dump' before its active one fails too.";

    private readonly LocalReplicasOptions options;
    private readonly IHypervisor hypervisor;
    private readonly Channel<ReplicaNotice> notices = Channel.CreateBounded<ReplicaNotice>(
        new BoundedChannelOptions(NoticesMaximum) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SemaphoreSlim passiveGate = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private volatile ReplicaMachine? active;
    private PassiveReplica? passive;
    private Task<PassiveReplica>? nextPassive;
    private uint machines;

    public LocalReplicas(LocalReplicasOptions options, IHypervisor hypervisor)
    {
        this.options = options;
        this.hypervisor = hypervisor;
    }

    /// <summary>What happened to replicas; when nobody reads, further notices are dropped.</summary>
    public ChannelReader<ReplicaNotice> Notices => notices.Reader;

    /// <summary>Makes the first active and the first passive replica, and removes what an earlier daemon left.</summary>
    /// <exception cref="ReplicaException">A replica did not start.</exception>
    /// <exception cref="HypervisorException">The hypervisor failed.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var left in await hypervisor.ListAsync(cancellation))
        {
            await hypervisor.DestroyAsync(left.Name, cancellation);
        }

        var first = MakeActiveAsync(new ReplicaId(options.Host, 1), cancellation);
        var second = MakePassiveAsync(new ReplicaId(options.Host, 2), cancellation);
        await Task.WhenAll(first, second);
        active = await first;
        passive = await second;
        _ = WatchMachinesAsync();
    }

    public Task<ExecutionResult> ExecuteAsync(
        ReplicaId replica, OrderedRequest request, bool keepReply, Action ended, CancellationToken cancellation)
    {
        var machine = active;
        if (machine?.Id != replica || machine.Service is not { } service || machine.Writes is not { } writes)
        {
            throw new ReplicaException($"{replica} is not active here.");
        }

        options.Routes.TryGet(request.Route, out var route);
        var execution = new Execution(service, route ?? options.Routes.Undeclared, request, keepReply);
        return request.Class == RouteClass.Read && !options.AgreedClock
            ? execution.ReadAsync(cancellation)
            : writes.ExecuteAsync(execution, ended, cancellation);
    }

    public async Task<UpdateNumber> UpdatePassiveAsync(
        ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation)
    {
        await passiveGate.WaitAsync(cancellation);
        try
        {
            var replica = await PassiveAsync();
            await replica.UpdateAsync(updates, options.UpdateDeadline, cancellation);
            return replica.Update;
        }
        finally
        {
            passiveGate.Release();
        }
    }

    public async Task<UpdateNumber> ReplaceActiveAsync(
        ReplicaId old, ReplicaId next, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation)
    {
        await passiveGate.WaitAsync(cancellation);
        try
        {
            await RetireActiveAsync(cancellation);
            var promoted = await PassiveAsync();
            await promoted.UpdateAsync(updates, options.UpdateDeadline, cancellation);

            // The clone is made before the promotion: from then on the promoted replica is not clean any more.
            var clone = await CloneAsync(promoted, next with { Generation = next.Generation + 1 }, cancellation);
            passive = null;
            nextPassive = StartCloneAsync(clone, promoted.Update);
            active = await PromoteAsync(promoted.Machine, next, cancellation);
            Notice(new ReplicaNotice.Made(next, $"{next} is active, from update {promoted.Update}."));
            return promoted.Update;
        }
        finally
        {
            passiveGate.Release();
        }
    }

    /// <summary>What operators see of the replicas, the active one first.</summary>
    public ImmutableArray<ReplicaView> Describe()
    {
        var views = ImmutableArray.CreateBuilder<ReplicaView>(2);
        if (active is { } running)
        {
            views.Add(new ReplicaView(running.Id, IsActive: true, IsAwake: true, null, running.Machine));
        }

        if (Volatile.Read(ref passive) is { } waiting)
        {
            views.Add(new ReplicaView(
                waiting.Machine.Id, IsActive: false, waiting.IsAwake, waiting.Update, waiting.Machine.Machine));
        }

        return views.ToImmutable();
    }

    /// <summary>Waits for the passive replica, if it is being made or updated.</summary>
    /// <exception cref="ReplicaException">There is none, and none is being made.</exception>
    public async Task<ReplicaId> WaitForPassiveAsync(CancellationToken cancellation)
    {
        await passiveGate.WaitAsync(cancellation);
        try
        {
            return (await PassiveAsync()).Machine.Id;
        }
        finally
        {
            passiveGate.Release();
        }
    }

    /// <summary>Has a replica write its canonical dump; a passive one is resumed for it.</summary>
    /// <returns>The digest of the dump.</returns>
    public async Task<Digest> DumpAsync(ReplicaId replica, Action<string>? take, CancellationToken cancellation)
    {
        if (active is { } running && running.Id == replica)
        {
            return await running.DumpAsync(take, cancellation);
        }

        await passiveGate.WaitAsync(cancellation);
        try
        {
            var waiting = await PassiveAsync();
            return waiting.Machine.Id == replica
                ? await waiting.AwakeAsync(machine => machine.DumpAsync(take, cancellation), cancellation)
                : throw new ReplicaException($"{replica} is not on this host.");
        }
        finally
        {
            passiveGate.Release();
        }
    }

    /// <summary>Destroys both replicas.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (nextPassive is { } starting)
        {
            await starting.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        foreach (var machine in new[] { active, passive?.Machine })
        {
            if (machine is not null)
            {
                await machine.DisposeAsync();
            }
        }

        foreach (var machine in await hypervisor.ListAsync(CancellationToken.None))
        {
            await hypervisor.DestroyAsync(machine.Name, CancellationToken.None);
        }

        passiveGate.Dispose();
        ending.Dispose();
    }

    private async Task<ReplicaMachine> MakeActiveAsync(ReplicaId id, CancellationToken cancellation)
    {
        var machine = await MakeAsync(id, cancellation);
        await ActivateAsync(machine, cancellation);
        return machine;
    }

    private async Task ActivateAsync(ReplicaMachine machine, CancellationToken cancellation)
    {
        var service = await machine.ActivateAsync(options.Endpoints, cancellation);
        _ = service.WatchAsync(wrong => Notice(machine.Translate(wrong)));
    }

    /// <summary>One that fails at it is destroyed: the next attempt takes its clone.</summary>
    private async Task<ReplicaMachine> PromoteAsync(
        ReplicaMachine machine, ReplicaId next, CancellationToken cancellation)
    {
        try
        {
            machine.Id = next;
            await machine.ResumeAsync(cancellation);
            await ActivateAsync(machine, cancellation);
            return machine;
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException)
        {
            await DestroyAsync(machine, cancellation);
            throw;
        }
    }

    private async Task<PassiveReplica> MakePassiveAsync(ReplicaId id, CancellationToken cancellation)
    {
        var machine = await MakeAsync(id, cancellation);
        await machine.PauseAsync(cancellation);
        return new PassiveReplica(machine, machine.Agent.Greeting.Update);
    }

    private async Task<ReplicaMachine> MakeAsync(ReplicaId id, CancellationToken cancellation)
    {
        var made = await hypervisor.CreateAsync(
            new VirtualMachineDefinition(NextName(), options.Image), cancellation);
        return Watch(await ReplicaMachine.StartAsync(id, made, hypervisor, options.StartDeadline, cancellation));
    }

    private async Task<(ReplicaId Id, VirtualMachine Machine)> CloneAsync(
        PassiveReplica source, ReplicaId id, CancellationToken cancellation)
    {
        var machine = await hypervisor.CloneAsync(source.Machine.Machine.Name, NextName(), cancellation);
        return (id, machine);
    }

    /// <summary>Equal to the replica's generation, as long as every replacement succeeds at once.</summary>
    private VirtualMachineName NextName() => new($"r{++machines}");

    private async Task<PassiveReplica> StartCloneAsync(
        (ReplicaId Id, VirtualMachine Machine) clone, UpdateNumber update)
    {
        try
        {
            var machine = await ReplicaMachine.StartAsync(
                clone.Id, clone.Machine, hypervisor, options.StartDeadline, ending.Token);
            await machine.PauseAsync(ending.Token);
            var made = new PassiveReplica(Watch(machine), update);
            Volatile.Write(ref passive, made);
            return made;
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException)
        {
            PassiveLost(clone.Id, failure.Message);
            throw;
        }
    }

    private async Task<PassiveReplica> PassiveAsync()
    {
        if (passive is null && nextPassive is not null)
        {
            passive = await nextPassive;
            nextPassive = null;
        }

        return passive ?? throw new ReplicaException($"Host {options.Host} has no passive replica left.");
    }

    /// <summary>It must not answer any more when this returns; that it is gone may take longer.</summary>
    private async Task RetireActiveAsync(CancellationToken cancellation)
    {
        if (active is { } old)
        {
            active = null;
            await DestroyAsync(old, cancellation);
        }
    }

    private async Task DestroyAsync(ReplicaMachine machine, CancellationToken cancellation)
    {
        await machine.DisposeAsync();
        await hypervisor.DestroyAsync(machine.Machine.Name, cancellation);
    }

    private ReplicaMachine Watch(ReplicaMachine machine)
    {
        _ = WatchAgentAsync(machine);
        return machine;
    }

    private async Task WatchAgentAsync(ReplicaMachine machine)
    {
        await foreach (var notice in machine.Agent.Notices.ReadAllAsync())
        {
            Notice(machine.Translate(notice));
        }

        Lost(machine, await machine.Agent.Closed);
    }

    private async Task WatchMachinesAsync()
    {
        await foreach (var happened in hypervisor.Events.ReadAllAsync())
        {
            foreach (var machine in new[] { active, passive?.Machine })
            {
                if (machine?.Machine.Name == happened.Name)
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

        if (active == machine)
        {
            Notice(new ReplicaNotice.ActiveLost(machine.Id, reason));
        }
        else if (passive?.Machine == machine)
        {
            PassiveLost(machine.Id, reason);
        }
    }

    private void PassiveLost(ReplicaId id, string reason) =>
        Notice(new ReplicaNotice.PassiveLost(id, $"The passive replica is gone ({reason}) {AfterPassive}"));

    private void Notice(ReplicaNotice notice) => notices.Writer.TryWrite(notice);
}
