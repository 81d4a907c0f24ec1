using System.Collections.Immutable;
using Spare.Hypervisor.Processes.Storage;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>The machines of one driver by name, and who has which index: addresses, interface and user id follow.</summary>
internal sealed class MachineRegistry(DriverHost host)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, ProcessMachine> machines = new(StringComparer.Ordinal);

    internal ImmutableArray<ProcessMachine> All
    {
        get
        {
            lock (gate)
            {
                return [.. machines.Values];
            }
        }
    }

    internal ProcessMachine? Find(VirtualMachineName name)
    {
        lock (gate)
        {
            return machines.GetValueOrDefault(name.Value ?? "");
        }
    }

    internal ProcessMachine Demand(VirtualMachineName name) =>
        Find(name) ?? throw new HypervisorException($"there is no machine '{name}'");

    /// <summary>The name and the lowest free index are taken from here on.</summary>
    internal ProcessMachine Add(VirtualMachineName name)
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

            return Put(name, new MachineRecord(index, MachinePhase.Creating));
        }
    }

    /// <summary>A machine of an earlier daemon. One without a record was being made or destroyed.</summary>
    internal ProcessMachine Take(VirtualMachineName name)
    {
        var record = MachineDirectory.Of(host.Options, name).ReadRecord();
        lock (gate)
        {
            return Put(name, record ?? new MachineRecord(host.Options.MachinesMaximum, MachinePhase.Destroying));
        }
    }

    internal void Remove(ProcessMachine machine)
    {
        lock (gate)
        {
            if (machines.GetValueOrDefault(machine.Name.Value) == machine)
            {
                machines.Remove(machine.Name.Value);
            }
        }
    }

    private ProcessMachine Put(VirtualMachineName name, MachineRecord record)
    {
        var machine = new ProcessMachine(host, name, record);
        machines.Add(name.Value, machine);
        return machine;
    }
}
