using System.Diagnostics;
using System.Globalization;

namespace Spare.Simulation.Soak;

/// <summary>Runs many seeds on all cores, with progress, or one seed with its trace.</summary>
internal static class Soak
{
    public static int Replay(ulong seed, SoakOptions options)
    {
        var result = Simulation.Run(seed, options.Requests, options.Trace ? Console.Out : null);
        foreach (var (what, count) in result.Counts)
        {
            Console.WriteLine($"{count,8} {what}");
        }

        Console.WriteLine(result);
        return result.Passed ? 0 : 1;
    }

    public static int Run(SoakOptions options)
    {
        var clock = Stopwatch.StartNew();
        var failures = new List<SimulationResult>();
        var done = 0;
        var steps = 0L;
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var progress = new Timer(
            _ => Console.Error.WriteLine(Progress(done, options.Seeds, clock.Elapsed)), null, 5_000, 5_000);
        Parallel.For(0, options.Seeds, (i, loop) =>
        {
            var result = Simulation.Run(options.From + (ulong)i, options.Requests);
            Interlocked.Increment(ref done);
            Interlocked.Add(ref steps, result.Steps);
            lock (failures)
            {
                foreach (var (what, count) in result.Counts)
                {
                    var name = $"{string.Join('+', result.Plan.Troubles.Order().Distinct())}: {what}";
                    counts[name] = counts.GetValueOrDefault(name) + count;
                }

                if (!result.Passed)
                {
                    failures.Add(result);
                    if (failures.Count >= options.Failures)
                    {
                        loop.Stop();
                    }
                }
            }
        });

        foreach (var (what, count) in counts.Where(_ => options.Counts))
        {
            Console.WriteLine($"{count,10} {what}");
        }

        foreach (var failure in failures.OrderBy(failure => failure.Seed))
        {
            Console.WriteLine(failure);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done - failures.Count} seeds of {options.Requests} requests passed, {failures.Count} failed, in "
                + $"{clock.Elapsed.TotalSeconds:F1} s ({done / clock.Elapsed.TotalSeconds:F0} seeds/s, "
                + $"{steps / clock.Elapsed.TotalSeconds:F0} steps/s)."));
        return failures.Count == 0 ? 0 : 1;
    }

    private static string Progress(int done, int all, TimeSpan elapsed)
    {
        var left = TimeSpan.FromSeconds(done == 0 ? 0 : elapsed.TotalSeconds / done * (all - done));
        return string.Create(
            CultureInfo.InvariantCulture, $"{done} of {all} seeds, {(int)left.TotalMinutes}:{left.Seconds:D2} left");
    }
}
