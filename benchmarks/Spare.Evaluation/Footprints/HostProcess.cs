using System.Collections.Immutable;

namespace Spare.Evaluation.Footprints;

/// <summary>A process as the kernel tells of it.</summary>
/// <param name="Parent">0: it has none.</param>
/// <param name="Command">The first fifteen letters of what it is called.</param>
/// <param name="Arguments">What it was started with, parts divided by NUL.</param>
/// <param name="Groups">The last part of each of its control groups' names.</param>
/// <param name="IsLocal">Whether it sees the network interfaces of the host itself, as replicas do not.</param>
internal sealed record HostProcess(
    int Id, int Parent, string Command, string Arguments, ImmutableArray<string> Groups, bool IsLocal)
{
    /// <summary>All that run now and that who asks may see; those that end meanwhile are left out.</summary>
    public static IReadOnlyList<HostProcess> All(string proc = "/proc")
    {
        var own = NetworkOf(Path.Combine(proc, "self"));
        return
        [
            .. Directory.EnumerateDirectories(proc)
                .Where(directory => int.TryParse(Path.GetFileName(directory), out _))
                .Select(directory => TryRead(directory, own)).OfType<HostProcess>(),
        ];
    }

    private static HostProcess? TryRead(string directory, string? own)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(directory, "stat"));
            var (begin, end) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            return new HostProcess(
                Number(stat[..(begin - 1)]), Number(stat[(end + 2)..].Split(' ')[1]), stat[(begin + 1)..end],
                File.ReadAllText(Path.Combine(directory, "cmdline")),
                [.. File.ReadLines(Path.Combine(directory, "cgroup")).Select(Path.GetFileName).OfType<string>()],
                NetworkOf(directory) == own);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? NetworkOf(string directory) => new FileInfo(Path.Combine(directory, "ns", "net")).LinkTarget;

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
