using System.Globalization;

namespace Spare.Evaluation.Machine;

/// <summary>How busy the machine is with other things.</summary>
/// <param name="Load">Programs that run or want to, over the last minute.</param>
/// <param name="FreeMemory">Bytes that programs can have without anything being swapped.</param>
internal sealed record MachineState(double Load, long FreeMemory)
{
    /// <summary>Busier than that, half of a processor is somebody else's.</summary>
    private const double LoadPerProcessorMaximum = 0.25;

    private const long FreeMemoryMinimum = 4L << 30;

    public static MachineState Now() => Read(File.ReadAllText("/proc/loadavg"), File.ReadAllLines("/proc/meminfo"));

    public static MachineState Read(string load, IEnumerable<string> memory)
    {
        var available = memory.First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return new MachineState(
            double.Parse(load.Split(' ')[0], CultureInfo.InvariantCulture),
            long.Parse(available.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>Why nothing should be measured now; null: nothing speaks against it.</summary>
    public string? Objection(int processors) =>
        Load > processors * LoadPerProcessorMaximum
            ? string.Create(CultureInfo.InvariantCulture, $"the load is {Load:F2} on {processors} processors")
            : FreeMemory < FreeMemoryMinimum
                ? string.Create(CultureInfo.InvariantCulture, $"only {FreeMemory >> 20} MB of memory are free")
                : null;
}
