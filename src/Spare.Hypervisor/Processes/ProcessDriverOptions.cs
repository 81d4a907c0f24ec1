using System.Collections.Immutable;
using System.Net;

namespace Spare.Hypervisor.Processes;

/// <summary>How the process driver of one host makes its machines.</summary>
public sealed record ProcessDriverOptions
{
    /// <summary>Where a machine finds its disk, whatever directory holds it on the host: equal on every host.</summary>
    public const string DiskInside = "/run/spare";

    /// <summary>Kept in the driver's memory when nobody reads them; the oldest make room.</summary>
    public const int EventsMaximum = 256;

    /// <summary>Machines whose addresses and user ids are set apart, at most.</summary>
    public const int MachinesLimit = 4096;

    /// <summary>
    /// Names what the driver makes on this machine (control groups, firewall table), so that several hosts may share
    /// one: lower-case letters, digits and dashes, at most 40 characters.
    /// </summary>
    public required string HostName { get; init; }

    /// <summary>Holds a directory <c>machines</c> with everything the machines have. On a disk with room for them.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>
    /// The first process of every machine with its arguments. <c>{disk}</c>, <c>{name}</c>, <c>{address}</c> and
    /// <c>{manager}</c> (the manager's end of the machine's link) are replaced.
    /// </summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Variables of the first process beside PATH, HOME, TMPDIR and LANG. Placeholders as in the command.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Directories below /tmp, /var/tmp or /run that machines see, read-only; they see nothing else of these three.
    /// The directories of the files that the command names are always among them.
    /// </summary>
    public ImmutableArray<string> Visible { get; init; } = [];

    /// <summary>Machine i has the i-th network of four addresses of this one: a.b.c.d/p, p at most 24.</summary>
    public IPNetwork Addresses { get; init; } = new(IPAddress.Parse("10.79.0.0"), 16);

    /// <summary>The manager's end of machine i's link is called this and i; at most 11 characters.</summary>
    public string InterfacePrefix { get; init; } = "spare-m";

    /// <summary>
    /// Machine i runs as user and group with this number plus i. The default lies where systemd's table of user ids
    /// has nothing; hosts that share a machine take different ones.
    /// </summary>
    public uint FirstUser { get; init; } = 1_900_000_000;

    public int MachinesMaximum { get; init; } = 64;

    /// <summary>How to pause; by default the best that this host has.</summary>
    public FreezerKind? Freezer { get; init; }

    /// <summary>For a pause, a resume, a start or an end, each.</summary>
    public TimeSpan ActionDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For copying a disk.</summary>
    public TimeSpan CopyDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Size of each of the two files that hold what a machine printed.</summary>
    public int LogMaximum { get; init; } = 1024 * 1024;

    /// <summary>Threads and processes of one machine.</summary>
    public int TasksMaximum { get; init; } = 2048;
}
