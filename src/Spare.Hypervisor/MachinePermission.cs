using Spare.Runtime.Ports;

namespace Spare.Hypervisor;

/// <summary>The driver's table of permissions: every action names the states that permit it.</summary>
internal static class MachinePermission
{
    internal static bool Allows(VirtualMachineState state, MachineAction action) => (action, state) switch
    {
        (MachineAction.Start, VirtualMachineState.Stopped) => true,
        (MachineAction.Pause, VirtualMachineState.Running or VirtualMachineState.Paused) => true,
        (MachineAction.Resume, VirtualMachineState.Paused or VirtualMachineState.Running) => true,
        (MachineAction.Favour, VirtualMachineState.Paused or VirtualMachineState.Running) => true,
        (MachineAction.Clone, VirtualMachineState.Paused or VirtualMachineState.Stopped) => true,
        (MachineAction.Persist or MachineAction.Export, VirtualMachineState.Stopped) => true,
        (MachineAction.Destroy, _) => true,
        _ => false,
    };

    internal static void Demand(VirtualMachineName name, VirtualMachineState state, MachineAction action)
    {
        if (Allows(state, action))
        {
            return;
        }

        var permitting = Enum.GetValues<VirtualMachineState>().Where(candidate => Allows(candidate, action));
        throw new HypervisorException(
            $"machine '{name}' is {state}: {action} is permitted when {string.Join(" or ", permitting)}");
    }
}
