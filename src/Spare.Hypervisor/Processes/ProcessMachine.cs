using System.Diagnostics;
using Polly;
using Polly.Retry;
using Spare.Hypervisor.Processes.Groups;
using Spare.Hypervisor.Processes.Network;
using Spare.Hypervisor.Processes.Starting;
using Spare.Hypervisor.Processes.Storage;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>
/// One machine. Its state is what the kernel says of its group, never what we remember: Stopped without processes,
/// Paused when none of them can run, Running otherwise. Callers take turns through <see cref="Calls"/>.
/// </summary>
internal sealed class ProcessMachine : IAsyncDisposable
{
    /// <summary>A freezer needs a tenth of this; to sleep is to sleep for longer.</summary>
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(1);

    /// <summary>The kernel lets go of an ended machine bit by bit: about two seconds of patience.</summary>
    private static readonly ResiliencePipeline Patience = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HypervisorException>(),
            MaxRetryAttempts = 8,
            Delay = TimeSpan.FromMilliseconds(10),
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromMilliseconds(500),
        })
        .Build();

    private readonly DriverHost host;
    private readonly MachineDirectory directory;
    private readonly MachineGroup group;
    private readonly CpuGroup cpu;
    private readonly MachineLink link;
    private readonly uint user;
    private volatile bool isStarting;
    private MachineWatch? watch;

    internal ProcessMachine(DriverHost host, VirtualMachineName name, MachineRecord record)
    {
        this.host = host;
        Name = name;
        Record = record;
        user = host.Options.FirstUser + (uint)record.Index;
        group = host.Groups.For(name, user);
        cpu = host.Groups.CpuGroupFor(name);
        link = new MachineLink(host.Options, record.Index);
        directory = MachineDirectory.Of(host.Options, name);
        Calls = new SerialCalls(name);
    }

    internal VirtualMachineName Name { get; }

    internal MachineRecord Record { get; private set; }

    internal SerialCalls Calls { get; }

    internal string Disk => directory.Disk;

    internal VirtualMachineState State
    {
        get
        {
            if (isStarting || Record.Phase != MachinePhase.Made || group.IsEmpty)
            {
                return VirtualMachineState.Stopped;
            }

            return group.IsFrozen ? VirtualMachineState.Paused : VirtualMachineState.Running;
        }
    }

    internal VirtualMachine Describe() => new(Name, State, link.Machine, Disk);

    internal ResourceUsage Usage() => MachineUsage.Of(group);

    internal Task CopyDiskAsync(string source, CancellationToken cancellation) =>
        MakeDiskAsync(() => directory.CopyDiskAsync(source, user, cancellation));

    internal Task ImportDiskAsync(Stream disk, CancellationToken cancellation) =>
        MakeDiskAsync(() => directory.ImportDiskAsync(disk, user, cancellation));

    internal Task ExportDiskAsync(Stream disk, CancellationToken cancellation)
    {
        Demand(MachineAction.Export);
        return directory.ExportDiskAsync(disk, cancellation);
    }

    private async Task MakeDiskAsync(Func<Task> make)
    {
        try
        {
            directory.Make();
            Write(MachinePhase.Creating);
            await make().ConfigureAwait(false);
            Write(MachinePhase.Made);
        }
        catch (IOException full)
        {
            throw new HypervisorException($"cannot make machine '{Name}': {full.Message}", full);
        }
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        Demand(MachineAction.Start);
        isStarting = true;
        try
        {
            await DisposeAsync().ConfigureAwait(false);
            Kernel("make its control groups", MakeGroups);
            var process = await new MachineStart(host.Options, Name, user)
                .RunAsync(directory, [group.Directory, cpu.Directory], link, cancellation).ConfigureAwait(false);
            Watch(process);
            await UntilAsync(() => !group.IsEmpty || process.HasExited, () => { }, "start", cancellation)
                .ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            await ClearAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            isStarting = false;
        }
    }

    /// <summary>A machine that was started by an earlier daemon and lives on is watched from here on.</summary>
    internal void Adopt()
    {
        if (State != VirtualMachineState.Stopped)
        {
            Watch(process: null);
        }
    }

    internal async Task PauseAsync(CancellationToken cancellation)
    {
        Demand(MachineAction.Pause);
        try
        {
            await UntilAsync(() => group.IsFrozen, group.Freeze, "pause", cancellation).ConfigureAwait(false);
        }
        catch
        {
            Kernel("resume after a pause that failed", group.Thaw);
            throw;
        }

        if (group.IsEmpty)
        {
            throw new HypervisorException($"machine '{Name}' ended while it was being paused");
        }
    }

    internal Task ResumeAsync(CancellationToken cancellation)
    {
        Demand(MachineAction.Resume);
        return UntilAsync(() => !group.IsFrozen, group.Thaw, "resume", cancellation);
    }

    internal void Favour()
    {
        Demand(MachineAction.Favour);
        Kernel("give it more of the processors", () => cpu.Weigh(CpuGroup.Full));
    }

    internal Task PersistAsync(CancellationToken cancellation)
    {
        Demand(MachineAction.Persist);
        return directory.PersistAsync(cancellation);
    }

    internal void Demand(MachineAction action) => MachinePermission.Demand(Name, State, action);

    /// <summary>From the first step on the record says that nothing but the rest of this may happen to the machine.</summary>
    internal async Task DestroyAsync(CancellationToken cancellation)
    {
        MarkForDestruction();
        await DisposeAsync().ConfigureAwait(false);
        await ClearAsync(cancellation).ConfigureAwait(false);
        await Patience.ExecuteAsync(
            async stop => await directory.RemoveAsync(stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>The daemon goes, the machine stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (watch is not null)
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            watch = null;
        }
    }

    /// <summary>Ends what runs and removes what the kernel holds of the machine.</summary>
    private async Task ClearAsync(CancellationToken cancellation)
    {
        await UntilAsync(() => group.IsEmpty, group.Kill, "end", cancellation).ConfigureAwait(false);
        await Patience.ExecuteAsync(
            async stop =>
            {
                await link.RemoveAsync(stop).ConfigureAwait(false);
                if (!group.Remove() || !cpu.Remove())
                {
                    throw new HypervisorException($"machine '{Name}': its control groups cannot be removed yet");
                }
            },
            cancellation).ConfigureAwait(false);
    }

    private void MakeGroups()
    {
        group.Make();
        cpu.Make();
        cpu.Weigh(CpuGroup.Background);
    }

    private void Watch(Process? process) => watch = new MachineWatch(
        process, group, MachineConsole.Open(directory.Console, directory.Log, host.Options.LogMaximum), Ended);

    private void Ended(string detail, string printed)
    {
        DriverLog.Ended(host.Logger, Name, detail, printed);
        host.Events.TryWrite(new VirtualMachineEvent(Name, VirtualMachineState.Stopped, detail));
        Kernel("end what its first process left", group.Kill);
    }

    /// <summary>Without any record, which works on a full disk too, a machine is to be destroyed as well.</summary>
    private void MarkForDestruction()
    {
        try
        {
            directory.Make();
            Write(MachinePhase.Destroying);
        }
        catch (IOException)
        {
            directory.RemoveRecord();
        }
    }

    private void Write(MachinePhase phase)
    {
        Record = Record with { Phase = phase };
        directory.WriteRecord(Record);
    }

    private async Task UntilAsync(Func<bool> isDone, Action ask, string what, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            cancellation.ThrowIfCancellationRequested();
            Kernel(what, ask);
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed > host.Options.ActionDeadline)
            {
                throw new HypervisorException(
                    $"machine '{Name}' did not {what} within {host.Options.ActionDeadline.TotalSeconds:0.#} s");
            }

            if (elapsed < BusyWait)
            {
                Thread.Yield();
                continue;
            }

            await Task.Delay(1, cancellation).ConfigureAwait(false);
        }
    }

    private void Kernel(string what, Action ask)
    {
        try
        {
            ask();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new HypervisorException($"machine '{Name}': cannot {what}: {refused.Message}", refused);
        }
    }
}
