using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>What all machines of the driver share.</summary>
internal sealed record LibvirtHost(
    LibvirtDriverOptions Options, LibvirtLink Link, ChannelWriter<VirtualMachineEvent> Events, ILogger Logger)
{
    private int isUndividedTold;

    internal string MachinesDirectory => Path.Combine(Options.StateDirectory, "machines");

    /// <summary>Only the first time.</summary>
    internal void TellUndivided(Exception refusal)
    {
        if (Interlocked.Exchange(ref isUndividedTold, 1) == 0)
        {
            LibvirtLog.ProcessorsUndivided(Logger, Options.Uri, refusal.Message);
        }
    }
}
