using System.Globalization;

namespace Spare.Lab.Networks;

/// <summary>
/// Finds and removes what a lab left behind when it was killed: its processes, replicas, network namespaces and directory.
/// Nothing is kept in memory about them, so it works for an earlier process's lab as well.
/// </summary>
public static class Leftovers
{
    private const string NamespaceDirectory = "/run/netns";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Everything of that one lab. No-op when there is nothing.</summary>
    public static async Task RemoveAsync(LabName lab, CancellationToken cancellation)
    {
        var namespaces = NamespacesOf(lab);
        foreach (var name in namespaces)
        {
            await KillAllAsync(name, except: 0, cancellation);
        }

        await ReplicaGroups.RemoveAsync(lab, cancellation);
        foreach (var name in namespaces)
        {
            await DeleteNamespaceAsync(name, cancellation);
        }

        await LabDirectory.RemoveAsync(lab, cancellation);
    }

    /// <summary>Kills every process in a namespace but one, and returns when they are gone.</summary>
    internal static async Task KillAllAsync(string name, int except, CancellationToken cancellation)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (true)
        {
            var pids = await PidsAsync(name, cancellation);
            pids.Remove(except);
            if (pids.Count == 0)
            {
                return;
            }

            if (DateTime.UtcNow > giveUp)
            {
                throw new LabException(
                    $"Processes {string.Join(", ", pids)} in namespace '{name}' do not end. Thaw or end them, then try again.");
            }

            foreach (var pid in pids)
            {
                _ = NativeMethods.Kill(pid, NativeMethods.SigKill);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }
    }

    /// <summary>Whoever else removes it at the same time is welcome to.</summary>
    private static async Task DeleteNamespaceAsync(string name, CancellationToken cancellation)
    {
        var (code, _, errors) = await Tool.RunAsync(new("ip", ["netns", "delete", name]), cancellation);
        if (code != 0 && File.Exists(Path.Combine(NamespaceDirectory, name)))
        {
            throw new LabException($"Network namespace '{name}' cannot be deleted: {errors.Trim()}");
        }
    }

    private static List<string> NamespacesOf(LabName lab) => !Directory.Exists(NamespaceDirectory) ? [] :
    [
        .. Directory.EnumerateFiles(NamespaceDirectory, $"{lab}-*")
            .Select(path => Path.GetFileName(path))
            .Where(name => IsPartOf(name[(lab.Value.Length + 1)..]))
            .Order(StringComparer.Ordinal),
    ];

    // The lab 'spare-a' does not own 'spare-a-b-h1', which is the first host of the lab 'spare-a-b'.
    private static bool IsPartOf(string part) =>
        part is "net" or "witness" || (part.StartsWith('h') && part[1..].All(char.IsAsciiDigit));

    private static async Task<List<int>> PidsAsync(string name, CancellationToken cancellation)
    {
        var (code, output, _) = await Tool.RunAsync(new("ip", ["netns", "pids", name]), cancellation);
        return code != 0 ? [] :
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }
}
