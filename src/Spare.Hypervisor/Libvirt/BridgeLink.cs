using System.Xml.Linq;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// A link that was made beforehand, for a manager that is a virtual machine itself (SPARE 5.1): a bridge where the machines
/// run, with nothing on it but an interface of the manager and, while there is one, the machine.
/// </summary>
internal sealed class BridgeLink(LibvirtDriverOptions options, int index)
    : GuestLink(index, options.Bridges[index].Interface, options.ActionDeadline)
{
    private readonly string bridge = options.Bridges[index].Name;

    internal override Task MakeAsync(CancellationToken cancellation) => IsThere
        ? RaiseAsync(cancellation)
        : throw new HypervisorException($"there is no interface {Interface}, which is to lead to bridge {bridge}: make both first");

    internal override Task RemoveAsync(CancellationToken cancellation) => Task.CompletedTask;

    internal override XElement Describe() => new(
        "interface",
        new XAttribute("type", "bridge"),
        new XElement("source", new XAttribute("bridge", bridge)));
}
