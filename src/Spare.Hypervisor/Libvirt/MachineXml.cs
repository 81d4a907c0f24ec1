using System.Globalization;
using System.Xml.Linq;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// What libvirt is told of a machine. Spare's own element makes it recognizable: a new daemon finds its machines by
/// it, and <c>virsh metadata</c> shows it.
/// </summary>
internal static class MachineXml
{
    internal const string Namespace = "urn:spare:machine:1";
    internal const string Prefix = "spare";

    /// <summary>
    /// The same in every guest, which is alone on its link: the guest derives its address from it, and nobody has to
    /// tell it one, nor to change it in a clone.
    /// </summary>
    private const string HardwareAddress = "52:54:00:53:50:41";

    /// <summary>
    /// QEMU throws all translated code away whenever this is full. The start of a service on .NET fills 64 MiB a hundred times,
    /// and takes nearly three times as long as with this.
    /// </summary>
    private const int TranslationMegabytes = 256;

    internal static string DomainName(LibvirtDriverOptions options, VirtualMachineName name) => $"{options.HostName}-{name}";

    internal static string Of(LibvirtDriverOptions options, MachineNote note, string disk, GuestLink link)
    {
        var kilobytes = (options.Memory / 1024).ToString(CultureInfo.InvariantCulture);
        var domain = new XElement(
            "domain",
            new XAttribute("type", options.Acceleration == Acceleration.Kvm ? "kvm" : "qemu"),
            new XElement("name", DomainName(options, note.Name)),
            new XElement("title", $"Spare: machine {note.Name} of host {options.HostName}"),
            new XElement("metadata", Note(options, note)),
            new XElement("memory", new XAttribute("unit", "KiB"), kilobytes),
            new XElement("vcpu", options.Processors),
            BootOf(options, note.Image),
            Features(options.Acceleration),
            new XElement("cpu", new XAttribute("mode", options.Acceleration == Acceleration.Kvm ? "host-passthrough" : "maximum")),
            new XElement("clock", new XAttribute("offset", "utc")),
            new XElement("on_poweroff", "destroy"),
            new XElement("on_reboot", "destroy"),
            new XElement("on_crash", "destroy"),
            Devices(disk, link));
        return domain.ToString();
    }

    /// <summary>Null if the machine belongs to somebody else.</summary>
    internal static MachineNote? Read(LibvirtDriverOptions options, string? note)
    {
        if (note is null || XElement.Parse(note) is not { } element || (string?)element.Attribute("host") != options.HostName)
        {
            return null;
        }

        return element.Attribute("name") is { } name && element.Attribute("index") is { } index
            ? new MachineNote(new VirtualMachineName(name.Value), (int)index, (string?)element.Attribute("image"))
            : null;
    }

    /// <summary>Whose machine it is; null if it is none of Spare's.</summary>
    internal static string? OwnerOf(string? note) =>
        note is null ? null : (string?)XElement.Parse(note).Attribute("host");

    private static XElement Note(LibvirtDriverOptions options, MachineNote note)
    {
        XNamespace spare = Namespace;
        return new XElement(
            spare + "machine",
            new XAttribute(XNamespace.Xmlns + Prefix, Namespace),
            new XAttribute("host", options.HostName),
            new XAttribute("name", note.Name.Value),
            new XAttribute("index", note.Index),
            note.Image is null ? null : new XAttribute("image", note.Image));
    }

    private static XElement BootOf(LibvirtDriverOptions options, string? image) => new(
        "os",
        new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", "pc"), "hvm"),
        (options.Images.FirstOrDefault(one => one.Name == image) ?? FirstOf(options.Images))?.Boot is not { } boot
            ? [new XElement("boot", new XAttribute("dev", "hd"))]
            : new[]
            {
                new XElement("kernel", boot.Kernel), new XElement("initrd", boot.InitialRamdisk),
                new XElement("cmdline", boot.Arguments),
            });

    private static MachineImage? FirstOf(IReadOnlyList<MachineImage> images) => images is [var first, ..] ? first : null;

    private static XElement Features(Acceleration acceleration) => new(
        "features",
        new XElement("acpi"),
        acceleration == Acceleration.Kvm
            ? null
            : new XElement("tcg", new XElement("tb-cache", new XAttribute("unit", "MiB"), TranslationMegabytes)));

    private static XElement Devices(string disk, GuestLink link) => new(
        "devices",
        new XElement("emulator", "/usr/bin/qemu-system-x86_64"),
        new XElement(
            "disk",
            new XAttribute("type", "file"),
            new XAttribute("device", "disk"),
            new XElement("driver", Attributes(("name", "qemu"), ("type", "qcow2"))),
            new XElement("source", new XAttribute("file", disk)),
            new XElement("target", Attributes(("dev", "vda"), ("bus", "virtio")))),
        Interface(link),
        new XElement("rng", new XAttribute("model", "virtio"), new XElement("backend", new XAttribute("model", "random"), "/dev/urandom")),
        new XElement("console", new XAttribute("type", "pty")),
        new XElement("panic", new XAttribute("model", "isa")),
        new XElement("memballoon", new XAttribute("model", "none")),
        new XElement("controller", Attributes(("type", "usb"), ("model", "none"))));

    private static XElement Interface(GuestLink link)
    {
        var description = link.Describe();
        description.Add(
            new XElement("mac", new XAttribute("address", HardwareAddress)),
            new XElement("model", new XAttribute("type", "virtio")),
            new XElement("rom", new XAttribute("enabled", "no")));
        return description;
    }

    private static IEnumerable<XAttribute> Attributes(params (string Name, string Value)[] all) =>
        all.Select(one => new XAttribute(one.Name, one.Value));
}
