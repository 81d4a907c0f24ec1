using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What Spare notes on a domain, beside whose it is.</summary>
/// <param name="Index">Names the machine's link.</param>
/// <param name="Image">Which image it is of; null: one that starts by itself.</param>
internal sealed record MachineNote(VirtualMachineName Name, int Index, string? Image);
