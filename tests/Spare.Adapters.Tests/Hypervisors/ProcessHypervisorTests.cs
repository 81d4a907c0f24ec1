using Spare.Hypervisor.Processes;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

public sealed class UnifiedProcessHypervisorTests() : ProcessHypervisorContract(FreezerKind.Unified);

public sealed class LegacyProcessHypervisorTests() : ProcessHypervisorContract(FreezerKind.Legacy);

public sealed class SignalsProcessHypervisorTests() : ProcessHypervisorContract(FreezerKind.Signals);

/// <summary>The contract on the process driver, once for each way to pause.</summary>
public abstract class ProcessHypervisorContract(FreezerKind freezer) : HypervisorContract
{
    private readonly DriverSandbox sandbox = new(freezer);

    protected override string Image => sandbox.Image;

    protected override async Task<IHypervisor> OpenAsync() => await sandbox.OpenAsync();

    protected override Task<long> CountAsync(VirtualMachine machine) => Task.FromResult(DriverSandbox.Count(machine));

    protected override Task EndGuestAsync(VirtualMachine machine)
    {
        File.WriteAllText(Path.Combine(machine.Disk, "end"), "");
        return Task.CompletedTask;
    }

    protected override Task CleanAsync()
    {
        sandbox.Remove();
        return Task.CompletedTask;
    }
}
