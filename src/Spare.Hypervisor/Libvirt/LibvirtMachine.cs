using LibvirtSharp;
using LibvirtSharp.Domains;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// One machine. Its state is what libvirt says of its domain; what Spare asked for last is only remembered to tell
/// what happened unasked. Callers take turns through <see cref="Calls"/>.
/// </summary>
internal sealed class LibvirtMachine
{
    private const string Disk = "vda";

    private readonly LibvirtHost host;
    private readonly MachineDisk disk;
    private readonly GuestLink link;
    private readonly string domainName;
    private readonly EmulatorMemory memory;
    private readonly MachineShare share;
    private VirtualMachineState expected = VirtualMachineState.Stopped;
    private Sighting? seen;

    internal LibvirtMachine(LibvirtHost host, VirtualMachineName name, int index)
    {
        this.host = host;
        Name = name;
        domainName = MachineXml.DomainName(host.Options, name);
        disk = new MachineDisk(PathOf(host, name), host.Options);
        link = GuestLink.Of(host.Options, index);
        memory = new EmulatorMemory(domainName);
        share = new MachineShare(host);
        Calls = new SerialCalls(name);
    }

    internal VirtualMachineName Name { get; }

    internal int Index => link.Index;

    internal SerialCalls Calls { get; }

    internal string DiskPath => disk.Path;

    /// <summary>Known once it is made.</summary>
    internal string? Image { get; private set; }

    internal static string PathOf(LibvirtHost host, VirtualMachineName name) =>
        Path.Combine(host.MachinesDirectory, $"{name}.qcow2");

    internal async Task<VirtualMachine> DescribeAsync(CancellationToken cancellation) =>
        new(Name, await StateAsync(cancellation).ConfigureAwait(false), link.Guest, disk.Path) { Image = Image };

    /// <summary>Stopped also as long as it is not made completely, or when somebody else has undefined its domain.</summary>
    internal Task<VirtualMachineState> StateAsync(CancellationToken cancellation) => host.Link.CallAsync(
        $"tell the state of machine '{Name}'",
        connection =>
        {
            using var domain = connection.Domains.Find(domainName);
            try
            {
                return domain is null ? VirtualMachineState.Stopped : StateOf(domain.State);
            }
            catch (LibvirtException gone) when (gone.Code == LibvirtErrorCode.NoDomain)
            {
                return VirtualMachineState.Stopped; // It was undefined just now.
            }
        },
        cancellation);

    /// <summary>The domain is defined last: a machine without one was never complete.</summary>
    /// <param name="fill">Makes the disk, and tells of which image it is.</param>
    internal async Task MakeAsync(Func<MachineDisk, Task<string?>> fill, CancellationToken cancellation)
    {
        try
        {
            Image = await fill(disk).ConfigureAwait(false);
        }
        catch (IOException full)
        {
            throw new HypervisorException($"cannot make machine '{Name}': {full.Message}", full);
        }

        await link.MakeAsync(cancellation).ConfigureAwait(false);
        var xml = MachineXml.Of(host.Options, new MachineNote(Name, Index, Image), disk.Path, link);
        await host.Link.CallAsync(
            $"define machine '{Name}'",
            connection =>
            {
                using var domain = connection.Domains.Define(xml);
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>A machine of an earlier daemon goes on as it is.</summary>
    internal async Task AdoptAsync(string? image, CancellationToken cancellation)
    {
        Image = image;
        await link.MakeAsync(cancellation).ConfigureAwait(false);
        expected = await StateAsync(cancellation).ConfigureAwait(false);
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        await link.MakeAsync(cancellation).ConfigureAwait(false);
        await DoAsync(
            MachineAction.Start,
            VirtualMachineState.Running,
            domain =>
            {
                domain.Start();
                share.Lower(domain);
            },
            cancellation).ConfigureAwait(false);
    }

    internal async Task PauseAsync(CancellationToken cancellation)
    {
        await DoAsync(MachineAction.Pause, VirtualMachineState.Paused, domain => domain.Suspend(), cancellation)
            .ConfigureAwait(false);
        MoveMemory(memory.BeginGivingBack);
    }

    internal async Task ResumeAsync(CancellationToken cancellation)
    {
        memory.Stop();
        await DoAsync(MachineAction.Resume, VirtualMachineState.Running, domain => domain.Resume(), cancellation)
            .ConfigureAwait(false);
        MoveMemory(memory.BeginBringingBack);
    }

    internal Task FavourAsync(CancellationToken cancellation) => OnDomainAsync(
        "favour",
        domain =>
        {
            MachinePermission.Demand(Name, StateOf(domain.State), MachineAction.Favour);
            share.Raise(domain);
            return true;
        },
        cancellation);

    internal async Task DemandAsync(MachineAction action, CancellationToken cancellation) =>
        MachinePermission.Demand(Name, await StateAsync(cancellation).ConfigureAwait(false), action);

    internal async Task PersistAsync(CancellationToken cancellation)
    {
        await DemandAsync(MachineAction.Persist, cancellation).ConfigureAwait(false);
        await disk.PersistAsync(cancellation).ConfigureAwait(false);
    }

    internal async Task ExportAsync(Stream content, CancellationToken cancellation)
    {
        await DemandAsync(MachineAction.Export, cancellation).ConfigureAwait(false);
        await disk.ExportAsync(content, Image, cancellation).ConfigureAwait(false);
    }

    internal Task<ResourceUsage> UsageAsync(CancellationToken cancellation) => OnDomainAsync(
        "tell the usage",
        domain =>
        {
            if (!domain.IsActive)
            {
                return default;
            }

            // The threads that compute the guest: QEMU's own work, such as answering this question, is not the guest's.
            var processor = domain.Statistics.ProcessorTimes().Aggregate(TimeSpan.Zero, (sum, one) => sum + one);
            var memory = domain.Statistics.Memory().GetValueOrDefault(MemoryStatistic.Resident);
            return new ResourceUsage(processor, memory, domain.Statistics.Block(Disk).BytesWritten);
        },
        cancellation);

    /// <summary>Undefined first: a daemon that ends in between leaves a transient domain, which the next one destroys.</summary>
    internal async Task DestroyAsync(CancellationToken cancellation)
    {
        expected = VirtualMachineState.Stopped;
        memory.Stop();
        await host.Link.CallAsync(
            $"destroy machine '{Name}'",
            connection =>
            {
                using var domain = connection.Domains.Find(domainName);
                End(domain);
                return true;
            },
            cancellation).ConfigureAwait(false);
        disk.Remove();
        await link.RemoveAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds out, in its turn, whether the machine still is what was asked for. Many calls become one.</summary>
    /// <param name="state">What the machine became, if that is known.</param>
    internal void Check(VirtualMachineState? state, string detail)
    {
        if (Interlocked.Exchange(ref seen, new Sighting(state, detail)) is not null)
        {
            return;
        }

        try
        {
            _ = Calls.RunAsync(CheckAsync);
        }
        catch (HypervisorException full)
        {
            Interlocked.Exchange(ref seen, null);
            LibvirtLog.Unknown(host.Logger, Name, full);
        }
    }

    /// <summary>Nobody waits for it.</summary>
    private void MoveMemory(Func<Task> begin)
    {
        if (host.Options.GivesMemoryBack)
        {
            _ = begin().ContinueWith(
                failed => LibvirtLog.MemoryStays(host.Logger, Name, failed.Exception!.InnerException!),
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private async Task<bool> CheckAsync()
    {
        var (state, detail) = Interlocked.Exchange(ref seen, null)!;
        try
        {
            var actual = await StateAsync(CancellationToken.None).ConfigureAwait(false);

            // A state that it does not speak of has an event of its own, which is still to come.
            if (actual != expected && (state ?? actual) == actual)
            {
                expected = actual;
                host.Events.TryWrite(new VirtualMachineEvent(Name, actual, detail));
                LibvirtLog.Changed(host.Logger, Name, actual, detail);
            }
        }
        catch (HypervisorException failure)
        {
            LibvirtLog.Unknown(host.Logger, Name, failure);
        }

        return true;
    }

    private async Task DoAsync(
        MachineAction action, VirtualMachineState target, Action<Domain> call, CancellationToken cancellation)
    {
        await OnDomainAsync(
            action.ToString().ToLowerInvariant(),
            domain =>
            {
                var state = StateOf(domain.State);
                MachinePermission.Demand(Name, state, action);
                if (state != target)
                {
                    call(domain);
                }

                return true;
            },
            cancellation).ConfigureAwait(false);
        expected = target;
    }

    private Task<T> OnDomainAsync<T>(string purpose, Func<Domain, T> call, CancellationToken cancellation) =>
        host.Link.CallAsync(
            $"{purpose} machine '{Name}'",
            connection =>
            {
                using var domain = connection.Domains.Find(domainName)
                    ?? throw new HypervisorException($"machine '{Name}' has lost its domain {domainName}");
                return call(domain);
            },
            cancellation);

    /// <summary>What libvirt told, until it is looked into.</summary>
    private sealed record Sighting(VirtualMachineState? State, string Detail);

    private static void End(Domain? domain)
    {
        if (domain?.IsPersistent == true)
        {
            domain.Undefine(UndefineFlags.ManagedSave | UndefineFlags.SnapshotsMetadata);
        }

        try
        {
            domain?.Destroy();
        }
        catch (LibvirtException gone) when (gone.Code is LibvirtErrorCode.OperationInvalid or LibvirtErrorCode.NoDomain)
        {
            // It did not run, or has just ended.
        }
    }

    private static VirtualMachineState StateOf(DomainState state) => state switch
    {
        DomainState.Paused or DomainState.PowerManagementSuspended => VirtualMachineState.Paused,
        DomainState.ShutOff or DomainState.Crashed or DomainState.None => VirtualMachineState.Stopped,
        _ => VirtualMachineState.Running,
    };
}
