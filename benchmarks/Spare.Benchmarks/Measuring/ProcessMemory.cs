using System.Globalization;

namespace Spare.Benchmarks.Measuring;

/// <summary>A process's memory in MB, what it shares with others counted by shares.</summary>
internal static class ProcessMemory
{
    private const double KilobytesPerMegabyte = 1024;

    public static double Of(int process)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup")
            .First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
    }
}
