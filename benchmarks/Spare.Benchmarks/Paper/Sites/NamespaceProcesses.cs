using System.Globalization;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>Finds the processes of a lab's hosts and replicas.</summary>
internal static class NamespaceProcesses
{
    /// <summary>Those whose network is a host's own; replicas have others.</summary>
    public static async Task<IReadOnlyList<int>> OfAsync(string name, CancellationToken cancellation)
    {
        var (code, output, _) = await Tool.RunAsync(new("ip", ["netns", "pids", name]), cancellation);
        return code != 0 ? [] : [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
    }

    /// <summary>The processes of each replica of a host, by the name of its machine.</summary>
    public static ILookup<string, int> OfMachines(LabName lab, int host)
    {
        var prefix = $"{lab}-h{host}-";
        return ReplicaGroups.GroupsOf(lab)
            .Where(group => Path.GetFileName(group).StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(group => Members(group).Select(process => (Machine: Path.GetFileName(group)[prefix.Length..], process)))
            .ToLookup(member => member.Machine, member => member.process);
    }

    /// <summary>Empty when the process has ended.</summary>
    public static string CommandOf(int process) => TextOf(process, "comm").Trim();

    /// <summary>What it was started with, parts divided by NUL.</summary>
    public static string ArgumentsOf(int process) => TextOf(process, "cmdline");

    private static string TextOf(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<int> Members(string group)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(group, "cgroup.procs")).Select(Number)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);
}
