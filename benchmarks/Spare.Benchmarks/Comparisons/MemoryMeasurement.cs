using Spare.Benchmarks.Measuring;
using Spare.Lab;

namespace Spare.Benchmarks.Comparisons;

/// <summary>
/// The memory of each daemon while it serves very many requests of the service that does nothing. What it holds at the
/// end has to be what it held halfway: the first half is for code that is compiled and buffers that grow to their size.
/// </summary>
internal static class MemoryMeasurement
{
    private const int ClientsPerHost = 32;
    private const double Most = 200;
    private const double GrowthMost = 10;

    /// <summary>With fewer in its second half, a growth is chance.</summary>
    private const int SamplesOfGrowth = 10;

    private static readonly TimeSpan Piece = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(long requests, CancellationToken cancellation)
    {
        await using var topology = await NoopTopology.StartAsync(cancellation);
        var hosts = topology.Lab.Hosts;
        var samples = new List<(double Served, double[] Memory)> { (0, Memory(hosts)) };
        var served = 0.0;
        while (served < requests)
        {
            var reports = await Task.WhenAll(hosts.Select(host =>
                Wrk.RunAsync(host.Namespace, host.OwnUrl, ClientsPerHost, Piece, cancellation)));
            served += reports.Sum(report => report.RequestsPerSecond) * Piece.TotalSeconds;
            samples.Add((served, Memory(hosts)));
            var memory = string.Join("   ", samples[^1].Memory.Select(megabytes => $"{megabytes:F1} MB"));
            Console.Error.WriteLine($"  {served,9:F0} requests   {memory}");
        }

        return [.. hosts.SelectMany((host, index) =>
            Figures(host.Number, [.. samples.Select(sample => (sample.Served, sample.Memory[index]))]))];
    }

    private static double[] Memory(IEnumerable<LabHost> hosts) =>
    [
        .. hosts.Select(host => ProcessMemory.Of(
            host.DaemonProcessId ?? throw new BenchmarkException($"The daemon of host {host.Number} ended."))),
    ];

    private static Figure[] Figures(int host, (double Served, double Memory)[] samples)
    {
        var raw = new Dictionary<string, IReadOnlyList<double>>
        {
            ["requests"] = [.. samples.Select(sample => sample.Served)],
            ["megabytes"] = [.. samples.Select(sample => sample.Memory)],
        };
        var half = samples[(samples.Length / 2)..];
        var slope = Slope(half);
        var growth = slope * (half[^1].Served - half[0].Served);
        var about = $"{samples[0].Memory:F0} MB at the start, {half[0].Memory:F0} halfway, {samples[^1].Memory:F0} after "
            + $"{samples[^1].Served:F0} requests";
        var most = new Figure(
            $"memory of the daemon of host {host}, most", samples.Max(sample => sample.Memory), "MB", Most, AtMost: true, about)
        {
            Values = raw,
        };
        return half.Length < SamplesOfGrowth
            ? [most with { Detail = $"{about}: too few to say whether it grows" }]
            :
            [
                most,
                new Figure(
                    "its growth in the second half", growth, "MB", GrowthMost, AtMost: true,
                    $"{slope * 100_000:F2} MB per 100,000 requests"),
            ];
    }

    /// <summary>Of the line that fits best, in MB per request.</summary>
    private static double Slope((double Served, double Memory)[] samples)
    {
        var (x, y) = (samples.Average(sample => sample.Served), samples.Average(sample => sample.Memory));
        var spread = samples.Sum(sample => (sample.Served - x) * (sample.Served - x));
        return spread == 0 ? 0 : samples.Sum(sample => (sample.Served - x) * (sample.Memory - y)) / spread;
    }
}
