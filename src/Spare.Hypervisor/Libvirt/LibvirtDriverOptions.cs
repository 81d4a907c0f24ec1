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

    /// <summary>Of the libvirt on this very host, or, with <see cref="Bridges"/>, of the one on which this host is a machine.</summary>
    public string Uri { get; init; } = "qemu:///system";

    /// <summary>
    /// Holds a directory <c>machines</c> with their disks. QEMU's user must be able to enter it, by the same path also where
    /// libvirt is not on this host.
    /// </summary>
    public required string StateDirectory { get; init; }

    public Acceleration Acceleration { get; init; } = Acceleration.Kvm;

    /// <summary>Of each machine, in bytes.</summary>
    public long Memory { get; init; } = 512L * 1024 * 1024;

    public int Processors { get; init; } = 1;

    /// <summary>
    /// The memory of a paused machine moves out to the host's swap, and back when the machine is resumed, which then takes
    /// longer to answer.
    /// </summary>
    public bool GivesMemoryBack { get; init; }

    /// <summary>
    /// What the drivers of the group's other hosts are called: none of their machines may be in this one's libvirt, because
    /// whatever takes this machine would take both hosts.
    /// </summary>
    public IReadOnlyList<string> OtherHosts { get; init; } = [];

    /// <summary>
    /// What machines are made from, beside disks that start by themselves. One that came from elsewhere, of an image that is
    /// not among these, is started like one of the first.
    /// </summary>
    public IReadOnlyList<MachineImage> Images { get; init; } = [];

    /// <summary>The manager's end of machine i's link is called this and i; at most 11 characters.</summary>
    public string InterfacePrefix { get; init; } = "spare-v";

    /// <summary>Of service and agent: nothing else in a machine can be reached.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>
    /// For a manager that is a virtual machine itself: links that were made beforehand, one for each machine. Empty: the
    /// driver makes a link for each machine on this host.
    /// </summary>
    public IReadOnlyList<MachineBridge> Bridges { get; init; } = [];

    /// <summary>Where there are bridges, their number counts.</summary>
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

/// <summary>What machines are made from: equal states in different systems.</summary>
/// <param name="Name">At most 64 of the characters of file names; the same on all hosts.</param>
/// <param name="Disk">A path on the host.</param>
/// <param name="Boot">How a guest is started whose disk has no boot loader.</param>
public sealed record MachineImage(string Name, string Disk, DirectBoot Boot);

/// <summary>A link between the manager and a machine, with nobody else on it.</summary>
/// <param name="Name">Of the bridge, where libvirt is.</param>
/// <param name="Interface">Of this host, the manager's end.</param>
public sealed record MachineBridge(string Name, string Interface);

/// <summary>Paths on the host.</summary>
/// <param name="Arguments">The kernel's.</param>
public sealed record DirectBoot(string Kernel, string InitialRamdisk, string Arguments);
