using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes.Groups;

/// <summary>Finds out how this host can pause processes, and makes the groups of its machines accordingly.</summary>
internal sealed class HostGroups
{
    private const string UsualPlace = "/sys/fs/cgroup";

    private readonly string root;
    private readonly string hostName;
    private readonly string? legacyProcessors = Mounts("cgroup", "cpu").FirstOrDefault();

    private HostGroups(FreezerKind kind, string root, string hostName)
    {
        Kind = kind;
        this.root = root;
        this.hostName = hostName;
    }

    internal FreezerKind Kind { get; }

    /// <summary>The best of what is there; or what is wanted, which throws when it is not there.</summary>
    internal static async Task<HostGroups> DetectAsync(ProcessDriverOptions options, CancellationToken cancellation)
    {
        await MountWhereHiddenAsync(options, cancellation).ConfigureAwait(false);
        foreach (var kind in Enum.GetValues<FreezerKind>())
        {
            if ((options.Freezer ?? kind) == kind && Root(kind) is { } root)
            {
                return new HostGroups(kind, root, options.HostName);
            }
        }

        throw new HypervisorException(
            $"this host has no freezer of the kind {options.Freezer}: leave the kind out to take the best there is");
    }

    internal MachineGroup For(VirtualMachineName name, uint user)
    {
        var directory = Path.Combine(root, $"{hostName}-{name}");
        return Kind switch
        {
            FreezerKind.Unified => new UnifiedGroup(directory),
            FreezerKind.Legacy => new LegacyGroup(directory),
            _ => new SignalGroup(user),
        };
    }

    /// <summary>Version 2's is the machine's group itself, where the host hands the controller down to it.</summary>
    internal CpuGroup CpuGroupFor(VirtualMachineName name)
    {
        var directory = $"{hostName}-{name}";
        var isUnified = Kind == FreezerKind.Unified
            && ControlGroup.Read(root, "cgroup.subtree_control").Split([' ', '\n']).Contains("cpu");
        return (isUnified ? root : legacyProcessors) is { } parent
            ? new CpuGroup(Path.Combine(parent, directory), isUnified)
            : CpuGroup.None;
    }

    private static string? Root(FreezerKind kind) => kind switch
    {
        FreezerKind.Unified => Mounts("cgroup2", "").FirstOrDefault(CanFreeze),
        FreezerKind.Legacy => Mounts("cgroup", "freezer").FirstOrDefault(),
        _ => "",
    };

    /// <summary>
    /// <c>ip netns exec</c> mounts a new /sys over the one that has the control groups. The mount made here is seen
    /// by this process's mount namespace only, and goes with it; on a host without control groups it fails.
    /// </summary>
    private static async Task MountWhereHiddenAsync(ProcessDriverOptions options, CancellationToken cancellation)
    {
        var isHidden = !Mounts("cgroup2", "").Concat(Mounts("cgroup", "freezer")).Any();
        if (isHidden && Directory.Exists(UsualPlace) && !Directory.EnumerateFileSystemEntries(UsualPlace).Any())
        {
            _ = await HostCommand.TryAsync(
                ["mount", "-t", "cgroup2", "cgroup2", UsualPlace], "", options.ActionDeadline, cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The files are in every group but the root: those of Linux 5.14 and later.</summary>
    private static bool CanFreeze(string root)
    {
        var probe = Path.Combine(root, $"spare-probe-{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(probe);
            return File.Exists(Path.Combine(probe, "cgroup.freeze")) && File.Exists(Path.Combine(probe, "cgroup.kill"));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            ControlGroup.Remove(probe);
        }
    }

    private static IEnumerable<string> Mounts(string type, string option)
    {
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator > 0 && fields.Length > separator + 3 && fields[separator + 1] == type
                && (option.Length == 0 || fields[separator + 3].Split(',').Contains(option)))
            {
                yield return fields[4];
            }
        }
    }
}
