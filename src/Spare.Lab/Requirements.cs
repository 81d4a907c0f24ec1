using Spare.Lab.Machines;

namespace Spare.Lab;

/// <summary>What a lab needs of the machine, checked before anything is made.</summary>
public static class Requirements
{
    private static readonly (string Program, string What)[] Programs =
    [
        ("ip", "network namespaces (iproute2)"),
        ("nft", "the firewall of replicas (nftables)"),
        ("nsenter", "namespaces (util-linux)"),
        ("setpriv", "unprivileged users (util-linux)"),
        ("corosync", "group communication (corosync)"),
        ("corosync-quorumtool", "group communication (corosync)"),
        ("corosync-qnetd", "the witness (corosync-qnetd)"),
        ("corosync-qdevice", "the hosts' side of the witness (corosync-qdevice)"),
    ];

    private static readonly (string Program, string What)[] MachinePrograms =
    [
        ("libvirtd", "virtual machines (libvirt-daemon-system)"),
        ("virsh", "virtual machines (libvirt-clients)"),
        ("qemu-system-x86_64", "virtual machines (qemu-system-x86)"),
        ("qemu-img", "disks of virtual machines (qemu-utils)"),
    ];

    private static readonly string[] ProgramDirectories =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Throws with one sentence for all that is missing.</summary>
    public static void Check(HypervisorDriver driver)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new LabException("The lab makes network namespaces and needs root: run it with sudo.");
        }

        var needed = driver == HypervisorDriver.Libvirt ? Programs.Concat(MachinePrograms) : Programs;
        var missing = needed.Where(program => !Exists(program.Program)).Select(program => program.What)
            .Concat(HasPostgres() ? [] : ["the database (postgresql)"])
            .Distinct()
            .ToList();
        if (missing.Count > 0)
        {
            throw new LabException($"Missing on this machine: {string.Join(", ", missing)}. Install it with 'make setup'.");
        }
    }

    private static bool Exists(string program) =>
        ProgramDirectories.Any(directory => File.Exists(Path.Combine(directory, program)));

    private static bool HasPostgres() => Exists("postgres") || (Directory.Exists("/usr/lib/postgresql")
        && Directory.EnumerateDirectories("/usr/lib/postgresql").Any(
            version => File.Exists(Path.Combine(version, "bin", "postgres"))));
}
