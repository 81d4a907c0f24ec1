using System.Net;
using System.Xml.Linq;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// The only way into a machine: a link between the manager and the guest, which is alone on it. The guest has the same
/// link-local address in every machine; the manager's end tells machines apart.
/// </summary>
internal abstract class GuestLink(int index, string managerEnd, TimeSpan deadline)
{
    /// <summary>What an IPv6 stack makes of the hardware address in <see cref="MachineXml"/>.</summary>
    private const string GuestAddress = "fe80::5054:ff:fe53:5041";

    internal int Index => index;

    /// <summary>The manager's end.</summary>
    internal string Interface => managerEnd;

    /// <summary>Valid once the manager's end is there; it stays as long as the machine, unless the host starts anew.</summary>
    internal IPAddress Guest => new(IPAddress.Parse(GuestAddress).GetAddressBytes(), NativeMethods.InterfaceIndex(Interface));

    protected bool IsThere => NativeMethods.InterfaceIndex(Interface) != 0;

    /// <exception cref="HypervisorException">A machine of an earlier daemon has a link that the options no longer name.</exception>
    internal static GuestLink Of(LibvirtDriverOptions options, int index) => options.Bridges switch
    {
        { Count: 0 } => new TapLink(options, index),
        { Count: var count } when index < count => new BridgeLink(options, index),
        { Count: var count } => throw new HypervisorException(
            $"a machine of {options.HostName} has link {index + 1}, and there are bridges for {count}"),
    };

    /// <summary>No-op when it is there.</summary>
    internal abstract Task MakeAsync(CancellationToken cancellation);

    /// <summary>No-op when it is not there.</summary>
    internal abstract Task RemoveAsync(CancellationToken cancellation);

    /// <summary>What libvirt is told of the guest's end, but for what is the same for all machines.</summary>
    internal abstract XElement Describe();

    /// <summary>
    /// Before the manager's end is up, it is told to believe no router and to say nothing of the manager's other addresses.
    /// </summary>
    protected async Task RaiseAsync(CancellationToken cancellation)
    {
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

    protected Task IpAsync(string[] arguments, CancellationToken cancellation) =>
        HostCommand.RunAsync(["ip", .. arguments], "", deadline, cancellation);

    private static void SetKernel(string setting, string value) =>
        File.WriteAllText(Path.Combine("/proc/sys/net", setting), value);
}
