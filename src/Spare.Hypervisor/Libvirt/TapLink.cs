using System.Globalization;
using System.Xml.Linq;

namespace Spare.Hypervisor.Libvirt;

/// <summary>A TAP device on this host, which the driver makes and removes with the machine.</summary>
internal sealed class TapLink(LibvirtDriverOptions options, int index) : GuestLink(
    index, string.Create(CultureInfo.InvariantCulture, $"{options.InterfacePrefix}{index}"), options.ActionDeadline)
{
    internal override async Task MakeAsync(CancellationToken cancellation)
    {
        if (!IsThere)
        {
            await IpAsync(["tuntap", "add", "dev", Interface, "mode", "tap"], cancellation).ConfigureAwait(false);
            await RaiseAsync(cancellation).ConfigureAwait(false);
        }
    }

    internal override async Task RemoveAsync(CancellationToken cancellation)
    {
        if (IsThere)
        {
            await IpAsync(["link", "delete", Interface], cancellation).ConfigureAwait(false);
        }
    }

    internal override XElement Describe() => new(
        "interface",
        new XAttribute("type", "ethernet"),
        new XElement("target", new XAttribute("dev", Interface), new XAttribute("managed", "no")));
}
