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
    private readonly MachineFirewall firewall;
    private readonly Channel<VirtualMachineEvent> events;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ProcessMachine> machines = new(StringComparer.Ordinal);

    private ProcessHypervisor(DriverHost host, Channel<VirtualMachineEvent> events)
    {
        this.host = host;
        this.events = events;
        firewall = new MachineFirewall(host.Options);
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

        return MakeAsync(Add(definition.Name), definition.Image, cancellation);
    }

    public async Task<VirtualMachine> CloneAsync(
        VirtualMachineName source, VirtualMachineName clone, CancellationToken cancellation)
    {
        var original = Find(source);
        return await original.Calls.RunAsync(() =>
        {
            original.Demand(MachineAction.Clone);
            return MakeAsync(Add(clone), original.Disk, cancellation);
        }).ConfigureAwait(false);
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

    public async Task DestroyAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        ProcessMachine? machine;
        lock (gate)
        {
            machines.TryGetValue(name.Value ?? "", out machine);
        }

        if (machine is not null)
        {
            await machine.Calls.RunAsync(() => DestroyAsync(machine, cancellation)).ConfigureAwait(false);
        }
    }

    public Task<VirtualMachineState> StateAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return Task.FromResult(
                machines.TryGetValue(name.Value ?? "", out var machine) ? machine.State : VirtualMachineState.Absent);
        }
    }

    public Task<ResourceUsage> UsageAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Find(name).Usage());
    }

    public Task<ImmutableArray<VirtualMachine>> ListAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return Task.FromResult(machines.Values.Select(machine => machine.Describe()).ToImmutableArray());
        }
    }

    /// <summary>Machines stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        ProcessMachine[] watched;
        lock (gate)
        {
            watched = [.. machines.Values];
            machines.Clear();
        }

        foreach (var machine in watched)
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

        DriverLog.Opened(host.Logger, Freezer, machines.Count);
    }

    private async Task TakeAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        var record = MachineDirectory.Of(host.Options, name).ReadRecord();
        var machine = new ProcessMachine(
            host, name, record ?? new MachineRecord(host.Options.MachinesMaximum, MachinePhase.Destroying));
        machines.Add(name.Value, machine);
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

    private async Task<VirtualMachine> MakeAsync(ProcessMachine machine, string source, CancellationToken cancellation)
    {
        return await machine.Calls.RunAsync(async () =>
        {
            try
            {
                await machine.CopyDiskAsync(source, cancellation).ConfigureAwait(false);
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
        lock (gate)
        {
            if (machines.TryGetValue(machine.Name.Value, out var current) && current == machine)
            {
                machines.Remove(machine.Name.Value);
            }
        }

        DriverLog.Done(host.Logger, machine.Name, MachineAction.Destroy);
        await firewall.LowerAsync(IsUnused, cancellation).ConfigureAwait(false);
        return true;
    }

    private bool IsUnused()
    {
        lock (gate)
        {
            return machines.Count == 0;
        }
    }

    private async Task DoAsync(VirtualMachineName name, MachineAction action, Func<ProcessMachine, Task> call)
    {
        var machine = Find(name);
        await machine.Calls.RunAsync(async () =>
        {
            await call(machine).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        DriverLog.Done(host.Logger, name, action);
    }

    private ProcessMachine Find(VirtualMachineName name)
    {
        lock (gate)
        {
            return machines.TryGetValue(name.Value ?? "", out var machine)
                ? machine
                : throw new HypervisorException($"there is no machine '{name}'");
        }
    }

    /// <summary>The name and the lowest free index are taken from here on.</summary>
    private ProcessMachine Add(VirtualMachineName name)
    {
        if (!MachineNameRule.Holds(name.Value))
        {
            throw new HypervisorException($"machine name '{name}' must be {MachineNameRule.Text}");
        }

        lock (gate)
        {
            if (machines.ContainsKey(name.Value))
            {
                throw new HypervisorException($"there is a machine '{name}' already: destroy it first");
            }

            var taken = machines.Values.Select(machine => machine.Record.Index).ToHashSet();
            var index = Enumerable.Range(0, host.Options.MachinesMaximum)
                .FirstOrDefault(candidate => !taken.Contains(candidate), -1);
            if (index < 0)
            {
                throw new HypervisorException(
                    $"all {host.Options.MachinesMaximum} machines are in use: destroy one before '{name}' is made");
            }

            var machine = new ProcessMachine(host, name, new MachineRecord(index, MachinePhase.Creating));
            machines.Add(name.Value, machine);
            return machine;
        }
    }
}
