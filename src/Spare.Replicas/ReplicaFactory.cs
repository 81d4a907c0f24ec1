using System.Collections.Concurrent;
using System.Security.Cryptography;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// Makes replicas, watches them, and destroys them in the background: nobody who waits for an answer waits for that.
/// </summary>
/// <param name="notice">Gets what a replica does unasked, its end included.</param>
/// <param name="lost">Gets a replica whose agent or machine is gone, with the reason; maybe twice.</param>
internal sealed class ReplicaFactory(
    LocalReplicasOptions options, IHypervisor hypervisor, Action<ReplicaNotice> notice, Action<ReplicaMachine, string> lost)
{
    private readonly ConcurrentDictionary<Task, bool> ends = new();
    private readonly string life = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private readonly TaskCompletionSource hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint machines;

    public IHypervisor Hypervisor => hypervisor;

    /// <summary>A name that no machine of this host had, as far as chance can promise.</summary>
    public VirtualMachineName NextName() => new($"r{life}-{Interlocked.Increment(ref machines)}");

    public Task<VirtualMachine> CreateFromImageAsync(CancellationToken cancellation) =>
        hypervisor.CreateAsync(new VirtualMachineDefinition(NextName(), options.Image), cancellation);

    /// <summary>A stopped machine of one of several images.</summary>
    public Task<VirtualMachine> CreateAsync(ReplicaImage image, CancellationToken cancellation) =>
        hypervisor.CreateAsync(new VirtualMachineDefinition(NextName(), image.Source), cancellation);

    public Task<VirtualMachine> CloneAsync(VirtualMachine source, CancellationToken cancellation) =>
        hypervisor.CloneAsync(source.Name, NextName(), cancellation);

    public async Task<ReplicaMachine> MakeFromImageAsync(ReplicaId id, CancellationToken cancellation) =>
        await StartAsync(id, await CreateFromImageAsync(cancellation), cancellation);

    /// <summary>Starts a stopped machine and waits for its agent and its service. One that fails is destroyed.</summary>
    public async Task<ReplicaMachine> StartAsync(ReplicaId id, VirtualMachine stopped, CancellationToken cancellation)
    {
        try
        {
            var machine = await ReplicaMachine.StartAsync(
                id, stopped, hypervisor, options, cancellation);
            _ = WatchAgentAsync(machine);
            return machine;
        }
        catch
        {
            Destroy(stopped);
            throw;
        }
    }

    /// <summary>From here on the replica may execute requests.</summary>
    public async Task ActivateAsync(ReplicaMachine machine, CancellationToken cancellation)
    {
        await machine.ActivateAsync(cancellation);
        _ = machine.Service.WatchAsync(wrong => notice(machine.Translate(wrong)));
    }

    /// <summary>
    /// It answers nothing more when this returns, and stands still soon after. It is destroyed when nobody waits any more
    /// for a vote in its place: to remove a machine keeps disks busy.
    /// </summary>
    public void End(ReplicaMachine machine)
    {
        machine.Cut();
        Finish(EndAsync(machine));
    }

    /// <summary>It answers nothing more when this returns.</summary>
    public void Destroy(ReplicaMachine machine)
    {
        machine.Cut();
        Finish(DestroyAsync(machine));
    }

    public void Destroy(VirtualMachine machine) =>
        Finish(hypervisor.DestroyAsync(machine.Name, CancellationToken.None));

    /// <summary>Waits for all that is being destroyed.</summary>
    public Task EndedAsync()
    {
        hurry.TrySetResult();
        return Task.WhenAll(ends.Keys);
    }

    private async Task EndAsync(ReplicaMachine machine)
    {
        await machine.DisposeAsync();
        try
        {
            await hypervisor.PauseAsync(machine.Machine.Name, CancellationToken.None);
            await Task.WhenAny(Task.Delay(options.EndingGrace), hurry.Task);
        }
        finally
        {
            await hypervisor.DestroyAsync(machine.Machine.Name, CancellationToken.None);
        }
    }

    private async Task DestroyAsync(ReplicaMachine machine)
    {
        await machine.DisposeAsync();
        await hypervisor.DestroyAsync(machine.Machine.Name, CancellationToken.None);
    }

    private void Finish(Task end)
    {
        var finished = FinishAsync(end);
        ends.TryAdd(finished, true);
        _ = finished.ContinueWith(done => ends.TryRemove(done, out _), TaskScheduler.Default);
    }

    private static async Task FinishAsync(Task end)
    {
        try
        {
            await end;
        }
        catch (HypervisorException)
        {
            // What is left of it is removed by the end of the daemon, or by the next one.
        }
    }

    private async Task WatchAgentAsync(ReplicaMachine machine)
    {
        await foreach (var told in machine.Agent.Notices.ReadAllAsync())
        {
            notice(machine.Translate(told));
        }

        lost(machine, await machine.Agent.Closed);
    }
}
