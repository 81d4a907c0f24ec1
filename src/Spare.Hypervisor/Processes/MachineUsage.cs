using System.Globalization;
using Spare.Hypervisor.Processes.Groups;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>Adds up what the processes of a machine use.</summary>
/// <remarks>
/// Memory and disk come from <c>/proc</c> although control groups may count them too: the memory controller counts
/// the page cache, and the block controller of cgroup v1 knows nothing of buffered writes.
/// </remarks>
internal static class MachineUsage
{
    /// <summary>USER_HZ, the unit of processor time in <c>/proc</c>, is 100 on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    internal static ResourceUsage Of(MachineGroup group)
    {
        var processor = TimeSpan.Zero;
        var (memory, written) = (0L, 0L);
        foreach (var member in group.Members())
        {
            processor += Processor(member);
            memory += 1024 * Number(member, "smaps_rollup", "Pss:");
            written += Number(member, "io", "write_bytes:");
        }

        return new ResourceUsage(group.Processor ?? processor, memory, written);
    }

    /// <summary>Fields 14 to 17 of stat: its own and its ended children's, in user and system mode.</summary>
    private static TimeSpan Processor(int process)
    {
        var stat = ProcessFile.Text(process, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15
            ? TimeSpan.Zero
            : TimeSpan.FromSeconds(
                fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    private static long Number(int process, string file, string label)
    {
        var line = ProcessFile.Lines(process, file)
            .FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        var word = line?[label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return word is null ? 0 : long.Parse(word, CultureInfo.InvariantCulture);
    }
}
