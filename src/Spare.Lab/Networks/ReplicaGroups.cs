using System.Globalization;
using System.Text.RegularExpressions;

namespace Spare.Lab.Networks;

/// <summary>
/// The control groups of replicas, which outlive their daemon: a killed lab leaves them, with all processes of its
/// replicas, paused ones among them.
/// </summary>
internal static class ReplicaGroups
{
    /// <summary>
    /// As many as two who have no group of their own: libvirt divides them between the host's machines.
    /// </summary>
    private const string SharesOfMachines = "2048";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Ends all replicas of a lab's hosts and removes their groups. The daemons must be gone.</summary>
    public static Task RemoveAsync(LabName lab, CancellationToken cancellation) =>
        RemoveAsync([.. Of(lab, Mounts()), .. Of(lab, CpuMounts())], cancellation);

    /// <summary>Ends all replicas of one host and removes their groups.</summary>
    public static Task RemoveAsync(HostNamespace host, CancellationToken cancellation) => RemoveAsync(
        [.. Mounts().Concat(CpuMounts()).SelectMany(mount => Directory.EnumerateDirectories(mount, $"{host.Name}-*"))], cancellation);

    /// <summary>
    /// Makes the group in which a host's libvirt divides processors between machines. Null: no version 1 divides them here,
    /// and version 2 belongs to systemd.
    /// </summary>
    public static string? MakeForMachines(HostNamespace host)
    {
        if (CpuMounts().FirstOrDefault() is not { } mount)
        {
            return null;
        }

        var group = Directory.CreateDirectory(Path.Combine(mount, $"{host.Name}-machines")).FullName;
        File.WriteAllText(Path.Combine(group, "cpu.shares"), SharesOfMachines);
        return group;
    }

    private static async Task RemoveAsync(IReadOnlyList<string> groups, CancellationToken cancellation)
    {
        foreach (var group in groups.SelectMany(WithGroupsIn))
        {
            var giveUp = DateTime.UtcNow + Patience;
            for (End(group); !TryRemove(group); End(group))
            {
                if (DateTime.UtcNow > giveUp)
                {
                    throw new LabException($"The processes of {group} do not end: look into its 'cgroup.procs', then try again.");
                }

                await Task.Delay(PollInterval, cancellation);
            }
        }
    }

    /// <summary>Those that hold a replica together.</summary>
    public static IReadOnlyList<string> GroupsOf(LabName lab) => [.. Of(lab, Mounts())];

    /// <summary>Where version 2 is mounted, and version 1's freezer.</summary>
    internal static IEnumerable<string> Mounts() => [.. Mounts("cgroup2", ""), .. Mounts("cgroup", "freezer")];

    /// <summary>Where version 1 divides the processors: the same processes are in a second group there.</summary>
    private static IEnumerable<string> CpuMounts() => Mounts("cgroup", "cpu");

    private static IEnumerable<string> Mounts(string type, string option) => File.ReadLines("/proc/mounts")
        .Select(line => line.Split(' '))
        .Where(fields => fields.Length > 3 && fields[2] == type
            && (option.Length == 0 || fields[3].Split(',').Contains(option)))
        .Select(fields => fields[1]);

    /// <summary>A driver names a group by its host and the machine: <c>spare-lab-h1-…</c>.</summary>
    private static IEnumerable<string> Of(LabName lab, IEnumerable<string> mounts)
    {
        var form = new Regex($"^{Regex.Escape(lab.Value)}-h[0-9]+-", RegexOptions.CultureInvariant);
        return mounts.SelectMany(mount => Directory.EnumerateDirectories(mount, $"{lab}-h*"))
            .Where(group => form.IsMatch(Path.GetFileName(group)));
    }

    /// <summary>The innermost first. Whoever else removes them at the same time is welcome to.</summary>
    private static IEnumerable<string> WithGroupsIn(string group)
    {
        try
        {
            return [.. Directory.GetDirectories(group, "*", SearchOption.AllDirectories)
                .OrderByDescending(inner => inner.Length), group];
        }
        catch (DirectoryNotFoundException)
        {
            return [group];
        }
    }

    private static void End(string group)
    {
        Write(Path.Combine(group, "cgroup.kill"), "1");
        foreach (var member in Members(group))
        {
            _ = NativeMethods.Kill(member, NativeMethods.SigKill);
        }

        // Version 1 delivers the signal after the thaw only.
        Write(Path.Combine(group, "freezer.state"), "THAWED");
    }

    private static IEnumerable<int> Members(string group)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(group, "cgroup.procs"))
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static void Write(string file, string text)
    {
        if (File.Exists(file))
        {
            try
            {
                File.WriteAllText(file, text);
            }
            catch (IOException)
            {
                // The group is gone, or refuses because it is on its way out: the loop above looks again.
            }
        }
    }

    private static bool TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
