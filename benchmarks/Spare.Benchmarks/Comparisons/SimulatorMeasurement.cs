using System.Diagnostics;
using Spare.Benchmarks.Measuring;

namespace Spare.Benchmarks.Comparisons;

/// <summary>How many simulated clusters of five hundred requests pass in a second, on all cores.</summary>
internal static class SimulatorMeasurement
{
    private const int Requests = 500;
    private const int SeedsPerBatch = 20;

    public static async Task<Figure> MeasureAsync(TimeSpan duration, CancellationToken cancellation)
    {
        await RunAsync(0, cancellation); // Warms up.
        var started = Stopwatch.GetTimestamp();
        var busy = Environment.CpuUsage.TotalTime;
        var seeds = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            await RunAsync(seeds, cancellation);
            seeds += SeedsPerBatch;
        }

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figure(
            $"simulated seeds of {Requests} requests per second", seeds / elapsed, "", 50, AtMost: false,
            $"{seeds} seeds in {elapsed:F1} s; {seeds / (Environment.CpuUsage.TotalTime - busy).TotalSeconds:F0} per second "
            + "of one processor");
    }

    private static async Task RunAsync(int first, CancellationToken cancellation)
    {
        var options = new ParallelOptions { CancellationToken = cancellation };
        await Task.Run(() => Parallel.For(first + 1, first + 1 + SeedsPerBatch, options, Pass), cancellation);
    }

    private static void Pass(int seed)
    {
        var result = Simulation.Simulation.Run((ulong)seed, Requests);
        if (!result.Passed)
        {
            throw new BenchmarkException(result.ToString());
        }
    }
}
