using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What all machines of the driver share.</summary>
internal sealed record LibvirtHost(
    LibvirtDriverOptions Options, LibvirtLink Link, ChannelWriter<VirtualMachineEvent> Events, ILogger Logger)
{
    internal string MachinesDirectory => Path.Combine(Options.StateDirectory, "machines");
}
