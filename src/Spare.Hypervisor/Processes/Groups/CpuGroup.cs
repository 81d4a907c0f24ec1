using System.Globalization;

namespace Spare.Hypervisor.Processes.Groups;

/// <summary>
/// The control group by which the kernel divides the processors between machines while they are short. Without one each
/// session of processes has its own share (autogroups), and a PostgreSQL server as many as it has sessions.
/// </summary>
/// <param name="directory">Empty: this host has no such groups, and nothing is divided.</param>
/// <param name="isUnified">It is the machine's group of version 2, which holds it together as well.</param>
internal sealed class CpuGroup(string directory, bool isUnified)
{
    /// <summary>What the kernel gives whoever has no group of its own.</summary>
    internal const int Full = 100;

    /// <summary>Of what nobody waits for: a quarter, so that a passive replica is made in time even on a busy host.</summary>
    internal const int Background = 25;

    /// <summary>Version 1 counts to 1024 where version 2 counts to 100.</summary>
    private const int LegacyFull = 1024;

    internal static CpuGroup None { get; } = new("", isUnified: false);

    internal string Directory => directory;

    internal void Make()
    {
        if (directory.Length > 0)
        {
            System.IO.Directory.CreateDirectory(directory);
        }
    }

    /// <param name="weight">Its part of the processors is this, of the sum of all that want them.</param>
    internal void Weigh(int weight)
    {
        if (System.IO.Directory.Exists(directory))
        {
            var (file, value) = isUnified ? ("cpu.weight", weight) : ("cpu.shares", weight * LegacyFull / Full);
            File.WriteAllText(Path.Combine(directory, file), value.ToString(CultureInfo.InvariantCulture));
        }
    }

    internal bool Remove() => directory.Length == 0 || ControlGroup.Remove(directory);
}
