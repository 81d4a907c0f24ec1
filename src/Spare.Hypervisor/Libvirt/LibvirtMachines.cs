using System.Collections.Immutable;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>The machines of one driver by name, and who has which index: the link's name follows.</summary>
internal sealed class LibvirtMachines(LibvirtHost host)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, LibvirtMachine> machines = new(StringComparer.Ordinal);

    internal ImmutableArray<LibvirtMachine> All
    {
        get
        {
            lock (gate)
            {
                return [.. machines.Values];
            }
        }
    }

    private int Maximum => host.Options.Bridges is { Count: > 0 } bridges ? bridges.Count : host.Options.MachinesMaximum;

    internal LibvirtMachine? Find(VirtualMachineName name)
    {
        lock (gate)
        {
            return machines.GetValueOrDefault(name.Value ?? "");
        }
    }

    internal LibvirtMachine? FindDomain(string domain) =>
        domain.StartsWith($"{host.Options.HostName}-", StringComparison.Ordinal)
            ? Find(new VirtualMachineName(domain[(host.Options.HostName.Length + 1)..]))
            : null;

    internal LibvirtMachine Demand(VirtualMachineName name) =>
        Find(name) ?? throw new HypervisorException($"there is no machine '{name}'");

    /// <summary>The name and the lowest free index are taken from here on.</summary>
    internal LibvirtMachine Add(VirtualMachineName name)
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

            var taken = machines.Values.Select(machine => machine.Index).ToHashSet();
            var index = Enumerable.Range(0, Maximum).FirstOrDefault(candidate => !taken.Contains(candidate), -1);
            return index >= 0
                ? Put(name, index)
                : throw new HypervisorException(
                    $"all {Maximum} machines are in use: destroy one before '{name}' is made");
        }
    }

    /// <summary>A machine of an earlier daemon.</summary>
    internal LibvirtMachine Take(VirtualMachineName name, int index)
    {
        lock (gate)
        {
            return Put(name, index);
        }
    }

    internal void Remove(LibvirtMachine machine)
    {
        lock (gate)
        {
            if (machines.GetValueOrDefault(machine.Name.Value) == machine)
            {
                machines.Remove(machine.Name.Value);
            }
        }
    }

    private LibvirtMachine Put(VirtualMachineName name, int index)
    {
        var machine = new LibvirtMachine(host, name, index);
        machines.Add(name.Value, machine);
        return machine;
    }
}
