using System.Globalization;

namespace Spare.Evaluation.Footprints;

/// <summary>
/// What a process used since it began, with its children that ended and were waited for. So the sum over a tree of
/// processes does not shrink when one of them ends, and the difference of two sums counts the short-lived ones too.
/// </summary>
internal static class ProcessUsage
{
    /// <summary>USER_HZ is 100 on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Of <c>/proc/PID/stat</c> behind the name: utime is the twelfth field, then stime, cutime, cstime.</summary>
    private const int FirstTime = 11;

    private const int Times = 4;

    /// <summary>Nothing when the process has ended.</summary>
    public static Usage Of(int process, string proc = "/proc")
    {
        try
        {
            var directory = Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture));
            return new Usage(
                Seconds(File.ReadAllText(Path.Combine(directory, "stat"))), 0,
                Value(File.ReadLines(Path.Combine(directory, "io")), "write_bytes:"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return Usage.None;
        }
    }

    /// <summary>Proportional set size in bytes; nothing when the process has ended.</summary>
    public static double MemoryOf(int process, string proc = "/proc")
    {
        try
        {
            return Value(File.ReadLines(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), "smaps_rollup")), "Pss:") * 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>A name may hold blanks and brackets; the last bracket ends it.</summary>
    private static double Seconds(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
        .Skip(FirstTime).Take(Times).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;

    private static long Value(IEnumerable<string> lines, string key) =>
        lines.Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
            .FirstOrDefault();
}
