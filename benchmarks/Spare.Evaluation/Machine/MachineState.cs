using System.Diagnostics;
using System.Globalization;

namespace Spare.Evaluation.Machine;

/// <summary>How busy the machine is with other things.</summary>
/// <param name="Load">Programs that run or want to, over the last minute: also those that have just ended.</param>
/// <param name="FreeMemory">Bytes that programs can have without anything being swapped.</param>
internal sealed record MachineState(double Load, long FreeMemory)
{
    /// <summary>Busier than that, half of a processor is somebody else's.</summary>
    private const double UsedPerProcessorMaximum = 0.25;

    private const long FreeMemoryMinimum = 4L << 30;

    /// <summary>The kernel counts in these whatever its own clock is.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User to stolen; what guests used is within the first two.</summary>
    private const int Counted = 8;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>Processors in use during the last second.</summary>
    public double Used { get; init; }

    /// <summary>Looks at the processors for a second.</summary>
    public static async Task<MachineState> NowAsync(CancellationToken cancellation)
    {
        var (before, started) = (BusyTicks(File.ReadLines("/proc/stat")), Stopwatch.GetTimestamp());
        await Task.Delay(Glance, cancellation);
        var seconds = (BusyTicks(File.ReadLines("/proc/stat")) - before) / TicksPerSecond;
        return Read(File.ReadAllText("/proc/loadavg"), File.ReadAllLines("/proc/meminfo")) with
        {
            Used = seconds / Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    /// <summary>All of the first line of <c>/proc/stat</c> but idle time, which is the fourth and the fifth value.</summary>
    public static double BusyTicks(IEnumerable<string> stat) => stat.First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Skip(1).Take(Counted).Where((_, i) => i is not (3 or 4)).Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture));

    public static MachineState Read(string load, IEnumerable<string> memory)
    {
        var available = memory.First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return new MachineState(
            double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture),
            long.Parse(available.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>Why nothing should be measured now; null: nothing speaks against it.</summary>
    public string? Objection(int processors) =>
        Used > processors * UsedPerProcessorMaximum
            ? string.Create(CultureInfo.InvariantCulture, $"{Used:F2} of {processors} processors are in use")
            : FreeMemory < FreeMemoryMinimum
                ? string.Create(CultureInfo.InvariantCulture, $"only {FreeMemory >> 20} MB of memory are free")
                : null;
}
