using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Hypervisor.Processes.Groups;
using Spare.Hypervisor.Processes.Network;
using Spare.Hypervisor.Processes.Storage;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>
/// Virtual machines without a hypervisor: a machine is a group of processes with a user, a directory and namespaces
/// of its own, whose only way out is a link to the manager. Machines outlive the daemon; the next one finds them.
/// The guests share the host's kernel: this driver is for trying, testing and measuring Spare.
/// </summary>
public sealed class ProcessHypervisor : IHypervisor
{
    private readonly DriverHost host;
    private readonly HostFirewall firewall;
    private readonly Channel<VirtualMachineEvent> events;
    private readonly MachineRegistry machines;

    private ProcessHypervisor(DriverHost host, Channel<VirtualMachineEvent> events)
    {
        this.host = host;
        this.events = events;
        firewall = new HostFirewall(
            host.Options.HostName, MachineRules.Of(host.Options), host.Options.ActionDeadline);
        machines = new MachineRegistry(host);
    }

    public ChannelReader<VirtualMachineEvent> Events => events.Reader;

    /// <summary>What machines are paused with on this host.</summary>
    public FreezerKind Freezer => host.Groups.Kind;

    /// <summary>
    /// Finds the machines of an earlier daemon, and removes those it was making or destroying when it ended. Throws
    /// <see cref="HypervisorException"/> naming all that is missing.
    /// </summary>
    public static async Task<ProcessHypervisor> OpenAsync(
        ProcessDriverOptions options, ILogger<ProcessHypervisor> logger, CancellationToken cancellation)
    {
        DriverRequirements.Demand(options);
        var groups = await HostGroups.DetectAsync(options, cancellation).ConfigureAwait(false);
        var events = Channel.CreateBounded<VirtualMachineEvent>(
            new BoundedChannelOptions(ProcessDriverOptions.EventsMaximum)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
            });
        var hypervisor = new ProcessHypervisor(new DriverHost(options, groups, events.Writer, logger), events);
        await hypervisor.FindAsync(cancellation).ConfigureAwait(false);
        return hypervisor;
    }

    public Task<VirtualMachine> CreateAsync(VirtualMachineDefinition definition, CancellationToken cancellation)
    {
        if (!Directory.Exists(definition.Image))
        {
            throw new HypervisorException(
                $"cannot make machine '{definition.Name}': there is no image directory '{definition.Image}'");
        }

        var machine = machines.Add(definition.Name);
        return MakeAsync(machine, () => machine.CopyDiskAsync(definition.Image, cancellation));
    }

    public async Task<VirtualMachine> CloneAsync(
        VirtualMachineName source, VirtualMachineName clone, CancellationToken cancellation)
    {
        var original = machines.Demand(source);
        Task<VirtualMachine>? copy = null;
        try
        {
            return await original.Calls.RunAsync(() =>
            {
                original.Demand(MachineAction.Clone);
                var made = machines.Add(clone);
                copy = MakeAsync(made, () => made.CopyDiskAsync(original.Disk, cancellation));
                return copy.WaitAsync(cancellation);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (copy is not null)
        {
            // The source went on before the copy ended: whatever became of it is of no use.
            await ((Task)copy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DestroyAsync(clone, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public Task StartAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Start, async machine =>
        {
            await firewall.RaiseAsync(cancellation).ConfigureAwait(false);
            await machine.StartAsync(cancellation).ConfigureAwait(false);
        });

    public Task PauseAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Pause, machine => machine.PauseAsync(cancellation));

    public Task ResumeAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Resume, machine => machine.ResumeAsync(cancellation));

    public Task FavourAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Favour, machine =>
        {
            machine.Favour();
            return Task.CompletedTask;
        });

    public Task ExportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Export, machine => machine.ExportDiskAsync(disk, cancellation));

    public Task<VirtualMachine> ImportAsync(
        VirtualMachineName name, Stream disk, CancellationToken cancellation)
    {
        var machine = machines.Add(name);
        return MakeAsync(machine, () => machine.ImportDiskAsync(disk, cancellation));
    }

    public Task PersistAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Persist, machine => machine.PersistAsync(cancellation));

    public async Task DestroyAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        if (machines.Find(name) is { } machine)
        {
            await machine.Calls.RunAsync(() => DestroyAsync(machine, cancellation)).ConfigureAwait(false);
        }
    }

    public Task<VirtualMachineState> StateAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(machines.Find(name)?.State ?? VirtualMachineState.Absent);
    }

    public Task<ResourceUsage> UsageAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(machines.Demand(name).Usage());
    }

    public Task<ImmutableArray<VirtualMachine>> ListAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(machines.All.Select(machine => machine.Describe()).ToImmutableArray());
    }

    /// <summary>Machines stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var machine in machines.All)
        {
            await machine.DisposeAsync().ConfigureAwait(false);
        }

        firewall.Dispose();
        events.Writer.TryComplete();
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        MachineDirectory.MakeParent(host.Options);
        foreach (var path in Directory.EnumerateDirectories(MachineDirectory.Parent(host.Options)))
        {
            var name = new VirtualMachineName(Path.GetFileName(path));
            if (MachineNameRule.Holds(name.Value))
            {
                await TakeAsync(name, cancellation).ConfigureAwait(false);
            }
        }

        DriverLog.Opened(host.Logger, Freezer, machines.All.Length);
    }

    private async Task TakeAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        var machine = machines.Take(name);
        if (machine.Record.Phase == MachinePhase.Made)
        {
            machine.Adopt();
            return;
        }

        try
        {
            await DestroyAsync(machine, cancellation).ConfigureAwait(false);
        }
        catch (HypervisorException left)
        {
            DriverLog.Left(host.Logger, name, left);
        }
    }

    private async Task<VirtualMachine> MakeAsync(ProcessMachine machine, Func<Task> fill)
    {
        return await machine.Calls.RunAsync(async () =>
        {
            try
            {
                await fill().ConfigureAwait(false);
                return machine.Describe();
            }
            catch
            {
                await DestroyAsync(machine, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }).ConfigureAwait(false);
    }

    private async Task<bool> DestroyAsync(ProcessMachine machine, CancellationToken cancellation)
    {
        await machine.DestroyAsync(cancellation).ConfigureAwait(false);
        machines.Remove(machine);
        DriverLog.Done(host.Logger, machine.Name, MachineAction.Destroy);
        await firewall.LowerAsync(() => machines.All.IsEmpty, cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task DoAsync(VirtualMachineName name, MachineAction action, Func<ProcessMachine, Task> call)
    {
        var machine = machines.Demand(name);
        await machine.Calls.RunAsync(async () =>
        {
            await call(machine).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        DriverLog.Done(host.Logger, name, action);
    }
}
