namespace Spare.Hypervisor.Libvirt;

/// <summary>How the libvirt driver of one host makes its machines.</summary>
public sealed record LibvirtDriverOptions
{
    /// <summary>Kept in the driver's memory when nobody reads them; the oldest make room.</summary>
    public const int EventsMaximum = 256;

    /// <summary>
    /// Names what the driver makes on this host (domains, firewall table), so that several may share one: lower-case
    /// letters, digits and dashes, at most 40 characters.
    /// </summary>
    public required string HostName { get; init; }

    /// <summary>Of the libvirt on this very host: machines are reached through links that the driver makes here.</summary>
    public string Uri { get; init; } = "qemu:///system";

    /// <summary>Holds a directory <c>machines</c> with their disks. QEMU's user must be able to enter it.</summary>
    public required string StateDirectory { get; init; }

    public Acceleration Acceleration { get; init; } = Acceleration.Kvm;

    /// <summary>Of each machine, in bytes.</summary>
    public long Memory { get; init; } = 512L * 1024 * 1024;

    public int Processors { get; init; } = 1;

    /// <summary>How a guest is started whose disk has no boot loader.</summary>
    public DirectBoot? Boot { get; init; }

    /// <summary>The manager's end of machine i's link is called this and i; at most 11 characters.</summary>
    public string InterfacePrefix { get; init; } = "spare-v";

    /// <summary>Of service and agent: nothing else in a machine can be reached.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    public int MachinesMaximum { get; init; } = 64;

    /// <summary>For one call to libvirt. Destroying takes seconds.</summary>
    public TimeSpan ActionDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For copying a disk.</summary>
    public TimeSpan CopyDeadline { get; init; } = TimeSpan.FromMinutes(5);
}

public enum Acceleration
{
    Kvm,

    /// <summary>QEMU computes each instruction: for hosts without KVM, many times slower.</summary>
    Emulation,
}

/// <summary>Paths on the host.</summary>
/// <param name="Arguments">The kernel's.</param>
public sealed record DirectBoot(string Kernel, string InitialRamdisk, string Arguments);
