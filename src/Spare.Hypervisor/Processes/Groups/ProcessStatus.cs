using System.Globalization;

namespace Spare.Hypervisor.Processes.Groups;

/// <summary>What <c>/proc</c> says about one process of the host.</summary>
internal readonly record struct ProcessStatus(int Id, char State, uint User)
{
    internal static IEnumerable<ProcessStatus> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && TryRead(id, out var status))
            {
                yield return status;
            }
        }
    }

    /// <summary>False when the process is gone.</summary>
    internal static bool TryRead(int id, out ProcessStatus status)
    {
        status = default;
        var (state, user) = ('?', (uint?)null);
        foreach (var line in ProcessFile.Lines(id, "status"))
        {
            if (line.StartsWith("State:\t", StringComparison.Ordinal))
            {
                state = line[7];
            }
            else if (line.StartsWith("Uid:\t", StringComparison.Ordinal))
            {
                user = uint.Parse(line[5..].Split('\t')[0], CultureInfo.InvariantCulture);
                break;
            }
        }

        status = new ProcessStatus(id, state, user ?? 0);
        return user is not null;
    }
}
