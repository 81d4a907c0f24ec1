using System.Collections.Immutable;
using System.Threading.Channels;
using LibvirtSharp.Events;
using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// Virtual machines of QEMU through libvirt: a machine is a domain with a disk of its own and a private link to the
/// manager. Machines outlive the daemon; the next one finds them by what Spare noted on their domains.
/// </summary>
public sealed class LibvirtHypervisor : IHypervisor
{
    private readonly LibvirtHost host;
    private readonly HostFirewall firewall;
    private readonly Channel<VirtualMachineEvent> events;
    private readonly LibvirtMachines machines;

    private LibvirtHypervisor(LibvirtHost host, Channel<VirtualMachineEvent> events)
    {
        this.host = host;
        this.events = events;
        firewall = new HostFirewall(host.Options.HostName, LinkRules.Of(host.Options), host.Options.ActionDeadline);
        machines = new LibvirtMachines(host);
    }

    public ChannelReader<VirtualMachineEvent> Events => events.Reader;

    /// <summary>Finds the machines of an earlier daemon, and removes those it was making or destroying when it ended.</summary>
    public static async Task<LibvirtHypervisor> OpenAsync(
        LibvirtDriverOptions options, ILogger<LibvirtHypervisor> logger, CancellationToken cancellation)
    {
        var link = await LibvirtLink.OpenAsync(options, logger, cancellation).ConfigureAwait(false);
        var events = Channel.CreateBounded<VirtualMachineEvent>(
            new BoundedChannelOptions(LibvirtDriverOptions.EventsMaximum) { FullMode = BoundedChannelFullMode.DropOldest });
        var hypervisor = new LibvirtHypervisor(new LibvirtHost(options, link, events.Writer, logger), events);
        try
        {
            await hypervisor.FindAsync(cancellation).ConfigureAwait(false);
            link.Listen(hypervisor.Happened, hypervisor.Reopened);
            return hypervisor;
        }
        catch
        {
            await hypervisor.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<VirtualMachine> CreateAsync(VirtualMachineDefinition definition, CancellationToken cancellation)
    {
        if (!File.Exists(definition.Image))
        {
            throw new HypervisorException(
                $"cannot make machine '{definition.Name}': there is no image '{definition.Image}'");
        }

        var image = host.Options.Images.FirstOrDefault(one => one.Disk == definition.Image)?.Name;
        var machine = machines.Add(definition.Name);
        return MakeAsync(machine, disk => disk.CopyAsync(definition.Image, image, cancellation), cancellation);
    }

    public async Task<VirtualMachine> CloneAsync(
        VirtualMachineName source, VirtualMachineName clone, CancellationToken cancellation)
    {
        var original = machines.Demand(source);
        Task<VirtualMachine>? copy = null;
        try
        {
            return await original.Calls.RunAsync(async () =>
            {
                await original.DemandAsync(MachineAction.Clone, cancellation).ConfigureAwait(false);
                var made = machines.Add(clone);
                copy = MakeAsync(made, disk => disk.CopyAsync(original.DiskPath, original.Image, cancellation), cancellation);
                return await copy.WaitAsync(cancellation).ConfigureAwait(false);
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
        DoAsync(name, MachineAction.Favour, machine => machine.FavourAsync(cancellation));

    public Task PersistAsync(VirtualMachineName name, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Persist, machine => machine.PersistAsync(cancellation));

    public Task ExportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation) =>
        DoAsync(name, MachineAction.Export, machine => machine.ExportAsync(disk, cancellation));

    public Task<VirtualMachine> ImportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation) =>
        MakeAsync(machines.Add(name), made => made.ImportAsync(disk, cancellation), cancellation);

    public async Task DestroyAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        if (machines.Find(name) is { } machine)
        {
            await machine.Calls.RunAsync(() => DestroyAsync(machine, cancellation)).ConfigureAwait(false);
        }
    }

    public Task<VirtualMachineState> StateAsync(VirtualMachineName name, CancellationToken cancellation) =>
        machines.Find(name)?.StateAsync(cancellation) ?? Task.FromResult(VirtualMachineState.Absent);

    public Task<ResourceUsage> UsageAsync(VirtualMachineName name, CancellationToken cancellation) =>
        machines.Demand(name).UsageAsync(cancellation);

    public async Task<ImmutableArray<VirtualMachine>> ListAsync(CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<VirtualMachine>();
        foreach (var machine in machines.All)
        {
            found.Add(await machine.DescribeAsync(cancellation).ConfigureAwait(false));
        }

        return found.ToImmutable();
    }

    /// <summary>Machines stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.Link.DisposeAsync().ConfigureAwait(false);
        firewall.Dispose();
        events.Writer.TryComplete();
    }

    private void Happened(DomainEvent happened)
    {
        VirtualMachineState? state = happened.Kind switch
        {
            DomainEventKind.Started or DomainEventKind.Resumed => VirtualMachineState.Running,
            DomainEventKind.Suspended or DomainEventKind.PowerManagementSuspended => VirtualMachineState.Paused,
            DomainEventKind.Stopped => VirtualMachineState.Stopped,
            _ => null,
        };
        if (state is not null)
        {
            machines.FindDomain(happened.Name)?.Check(state, $"libvirt says: {happened.Kind} ({happened.Reason})");
        }
    }

    private void Reopened()
    {
        foreach (var machine in machines.All)
        {
            machine.Check(state: null, "it happened while libvirt could not be reached");
        }
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        if (host.Options.GivesMemoryBack && File.ReadLines("/proc/swaps").Count() < 2)
        {
            LibvirtLog.NoSwap(host.Logger);
        }

        Directory.CreateDirectory(host.MachinesDirectory);
        await DemandApartAsync(cancellation).ConfigureAwait(false);
        foreach (var domain in await NotedAsync(cancellation).ConfigureAwait(false))
        {
            if (MachineXml.Read(host.Options, domain.Note) is not { } note)
            {
                continue;
            }

            var machine = machines.Take(note.Name, note.Index);
            if (domain.IsPersistent)
            {
                await machine.AdoptAsync(note.Image, cancellation).ConfigureAwait(false);
            }
            else
            {
                await DestroyAsync(machine, cancellation).ConfigureAwait(false);
            }
        }

        RemoveDisksWithoutMachine();
        LibvirtLog.Opened(host.Logger, host.Options.Uri, machines.All.Length);
    }

    private Task<ImmutableArray<NotedDomain>> NotedAsync(CancellationToken cancellation) =>
        host.Link.CallAsync("list its domains", NotedDomain.List, cancellation);

    /// <summary>Managers must not share a machine (SPARE 5.2): what takes it would take several hosts at once.</summary>
    private async Task DemandApartAsync(CancellationToken cancellation)
    {
        if (host.Options.OtherHosts.Count == 0)
        {
            return;
        }

        foreach (var domain in await NotedAsync(cancellation).ConfigureAwait(false))
        {
            if (MachineXml.OwnerOf(domain.Note) is { } owner && host.Options.OtherHosts.Contains(owner))
            {
                throw new HypervisorException(
                    $"placement: machine '{domain.Name}' of host {owner} is in {host.Options.Uri} too, and one "
                    + $"fault would take it and {host.Options.HostName}: put the hosts on different machines");
            }
        }
    }

    private void RemoveDisksWithoutMachine()
    {
        foreach (var file in Directory.EnumerateFiles(host.MachinesDirectory, "*.qcow2"))
        {
            var name = new VirtualMachineName(Path.GetFileNameWithoutExtension(file));
            if (machines.Find(name) is null)
            {
                File.Delete(file);
            }
        }
    }

    private async Task<VirtualMachine> MakeAsync(
        LibvirtMachine machine, Func<MachineDisk, Task<string?>> fill, CancellationToken cancellation)
    {
        return await machine.Calls.RunAsync(async () =>
        {
            try
            {
                await DemandApartAsync(cancellation).ConfigureAwait(false);
                await machine.MakeAsync(fill, cancellation).ConfigureAwait(false);
                return await machine.DescribeAsync(cancellation).ConfigureAwait(false);
            }
            catch
            {
                await DestroyAsync(machine, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }).ConfigureAwait(false);
    }

    private async Task<bool> DestroyAsync(LibvirtMachine machine, CancellationToken cancellation)
    {
        await machine.DestroyAsync(cancellation).ConfigureAwait(false);
        machines.Remove(machine);
        LibvirtLog.Done(host.Logger, machine.Name, MachineAction.Destroy);
        await firewall.LowerAsync(() => machines.All.IsEmpty, cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task DoAsync(VirtualMachineName name, MachineAction action, Func<LibvirtMachine, Task> call)
    {
        var machine = machines.Demand(name);
        await machine.Calls.RunAsync(async () =>
        {
            await call(machine).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        LibvirtLog.Done(host.Logger, name, action);
    }
}
