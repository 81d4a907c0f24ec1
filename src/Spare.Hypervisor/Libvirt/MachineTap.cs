using System.Globalization;
using System.Net;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// The only way into a machine: a TAP device between the manager and the guest, which is alone on it. The guest has
/// the same link-local address in every machine; the device tells machines apart.
/// </summary>
internal sealed class MachineTap
{
    /// <summary>What an IPv6 stack makes of the hardware address in <see cref="MachineXml"/>.</summary>
    private const string GuestAddress = "fe80::5054:ff:fe53:5041";

    private readonly TimeSpan deadline;

    internal MachineTap(LibvirtDriverOptions options, int index)
    {
        deadline = options.ActionDeadline;
        Index = index;
        Interface = string.Create(CultureInfo.InvariantCulture, $"{options.InterfacePrefix}{index}");
    }

    internal int Index { get; }

    internal string Interface { get; }

    /// <summary>Valid once the device is there; it stays as long as the machine, unless the host starts anew.</summary>
    internal IPAddress Guest => new(IPAddress.Parse(GuestAddress).GetAddressBytes(), NativeMethods.InterfaceIndex(Interface));

    /// <summary>
    /// No-op when it is there. Before it is up, the manager's end is told to believe no router and to say nothing of
    /// the manager's other addresses.
    /// </summary>
    internal async Task MakeAsync(CancellationToken cancellation)
    {
        if (NativeMethods.InterfaceIndex(Interface) != 0)
        {
            return;
        }

        await IpAsync(["tuntap", "add", "dev", Interface, "mode", "tap"], cancellation).ConfigureAwait(false);
        try
        {
            SetKernel($"ipv6/conf/{Interface}/disable_ipv6", "0");
            SetKernel($"ipv6/conf/{Interface}/accept_ra", "0");
            SetKernel($"ipv4/conf/{Interface}/arp_ignore", "8");
        }
        catch (IOException refused)
        {
            throw new HypervisorException($"cannot guard the link {Interface}: {refused.Message}", refused);
        }

        await IpAsync(["link", "set", Interface, "up"], cancellation).ConfigureAwait(false);
    }

    /// <summary>No-op when it is not there.</summary>
    internal async Task RemoveAsync(CancellationToken cancellation)
    {
        if (NativeMethods.InterfaceIndex(Interface) != 0)
        {
            await IpAsync(["link", "delete", Interface], cancellation).ConfigureAwait(false);
        }
    }

    private Task IpAsync(string[] arguments, CancellationToken cancellation) =>
        HostCommand.RunAsync(["ip", .. arguments], "", deadline, cancellation);

    private static void SetKernel(string setting, string value) =>
        File.WriteAllText(Path.Combine("/proc/sys/net", setting), value);
}
