using System.Globalization;
using Spare.Benchmarks.Measuring;

namespace Spare.Benchmarks.Masking;

/// <summary>What clients notice while every host replaces its active replica, one host after the other.</summary>
internal static class RecoveryRound
{
    private const int RequestsPerSecond = 100;
    private const double WorstSecondMinimum = 0.7;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        RegisterTopology topology, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"Recovery of every replica under {RequestsPerSecond} requests per second:");
        await topology.UntilWholeAsync(cancellation);
        var load = new PacedLoad(topology.Http, topology.Hosts, RequestsPerSecond);
        await load.PrepareAsync(cancellation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = load.RunAsync(stopping.Token);
        await Task.Delay(Quiet, cancellation);
        foreach (var host in topology.Hosts)
        {
            var recovered = await host.Admin.RecoverAsync(cancellation);
            Console.Error.WriteLine($"  host {host.Number} goes on with {recovered.Replica}");
            await topology.UntilWholeAsync(cancellation);
        }

        await Task.Delay(Quiet, cancellation);
        await stopping.CancelAsync();
        return Figures(await running);
    }

    private static Figure[] Figures(IReadOnlyList<PacedReply> replies)
    {
        var start = replies[0].Due;
        var failed = replies.Count(reply => !reply.IsAnswered);
        var counts = replies.Where(reply => reply.IsAnswered)
            .CountBy(reply => (int)(reply.End - start).TotalSeconds).ToDictionary();

        // The last second is not a whole one.
        var seconds = new Sample([.. Enumerable.Range(0, (int)(replies[^1].Due - start).TotalSeconds)
            .Select(second => (double)counts.GetValueOrDefault(second))]);
        var latency = new Sample([.. replies.Select(reply => reply.Latency.TotalMilliseconds)]);
        return
        [
            new Figure("recovery of every replica: requests that failed", failed, "", 0, AtMost: true, $"of {replies.Count}"),
            new Figure(
                "recovery: worst second / median second", seconds.Ordered[0] / seconds.Median, "", WorstSecondMinimum,
                AtMost: false,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds.Ordered[0]:F0}/s against {seconds.Median:F0}/s; latency {latency.Median:F0} ms at the median, "
                    + $"p99 {latency.At(0.99):F0}, most {latency.Ordered[^1]:F0}"))
            {
                Values = new Dictionary<string, IReadOnlyList<double>>
                {
                    ["per second"] = seconds.Values, ["milliseconds"] = latency.Values,
                },
            },
        ];
    }
}
