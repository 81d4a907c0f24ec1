using System.Globalization;

namespace Spare.GuestBenchmarks;

/// <summary>What the process of a machine uses, all of it, the emulator's own work included.</summary>
internal sealed class EmulatorUse(int process)
{
    /// <summary>Seconds of processor time per second while something is done.</summary>
    public async Task<double> ProcessorAsync(Func<Task> meanwhile)
    {
        var (before, start) = (Processor(), DateTime.UtcNow);
        await meanwhile();
        return (Processor() - before) / (DateTime.UtcNow - start).TotalSeconds;
    }

    /// <summary>Its proportional set size in bytes.</summary>
    public long Memory() => File.ReadLines($"/proc/{process}/smaps_rollup")
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    private double Processor()
    {
        using var all = System.Diagnostics.Process.GetProcessById(process);
        return all.TotalProcessorTime.TotalSeconds;
    }
}
