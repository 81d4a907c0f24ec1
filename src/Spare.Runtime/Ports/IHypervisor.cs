using System.Collections.Immutable;
using System.Threading.Channels;

namespace Spare.Runtime.Ports;

/// <summary>
/// The virtual machines of this host (SPARE 2.2, 3.1 and 5.1). Every call has a deadline of the driver's own and
/// either does what it says or throws <see cref="HypervisorException"/> with the machine in a defined state.
/// Calls for different machines may run at the same time; calls for one machine run in the order of the calls.
/// </summary>
public interface IHypervisor : IAsyncDisposable
{
    /// <summary>A machine that ended or changed state behind Spare's back; bounded.</summary>
    ChannelReader<VirtualMachineEvent> Events { get; }

    /// <summary>Makes a machine with a disk copied from the definition's image. It does not run yet (state Stopped).</summary>
    Task<VirtualMachine> CreateAsync(VirtualMachineDefinition definition, CancellationToken cancellation);

    /// <summary>Permitted when Stopped.</summary>
    Task StartAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>Takes the processor away from everything in the machine. Permitted when Running; no-op when Paused.</summary>
    Task PauseAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>Permitted when Paused; no-op when Running.</summary>
    Task ResumeAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>
    /// From now on the machine has a full share of the processors; from its start until then, where they are short, that of
    /// background work (SPARE 5.1). A driver whose host cannot divide them does nothing. Permitted when Paused or Running.
    /// </summary>
    Task FavourAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>
    /// A new, stopped machine whose disk equals that of the source at one moment. The source must be Paused or
    /// Stopped and stays so. Cancellation ends the copy, leaves no clone, and lets the next call for the source begin
    /// without waiting for that.
    /// </summary>
    Task<VirtualMachine> CloneAsync(VirtualMachineName source, VirtualMachineName clone, CancellationToken cancellation);

    /// <summary>A loss of power leaves the machine as it is now. Permitted when Stopped.</summary>
    Task PersistAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>
    /// Writes the machine's disk, in the driver's own form. Permitted when Stopped; nothing else happens to the machine
    /// until it ends. Fails when the stream takes nothing for the driver's deadline, however long it takes in all.
    /// </summary>
    Task ExportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation);

    /// <summary>
    /// A new, stopped machine from what was exported, also elsewhere. One that fails leaves nothing. A stream that ended
    /// too early must throw: not every end can be told from the right one.
    /// </summary>
    Task<VirtualMachine> ImportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation);

    /// <summary>Ends the machine and removes all it had, whatever its state. No-op when there is none of that name.</summary>
    Task DestroyAsync(VirtualMachineName name, CancellationToken cancellation);

    Task<VirtualMachineState> StateAsync(VirtualMachineName name, CancellationToken cancellation);

    Task<ResourceUsage> UsageAsync(VirtualMachineName name, CancellationToken cancellation);

    /// <summary>The machines that Spare made on this host, also those of an earlier daemon.</summary>
    Task<ImmutableArray<VirtualMachine>> ListAsync(CancellationToken cancellation);
}
