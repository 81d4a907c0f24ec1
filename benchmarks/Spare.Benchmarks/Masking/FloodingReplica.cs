using System.Globalization;
using Spare.Benchmarks.Measuring;
using Spare.Protocol.Admin.Faults;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// What the clients notice of an active replica that answers with header fields without end, until it is convicted and its
/// host is whole again, against as many seconds without.
/// </summary>
internal static class FloodingReplica
{
    private const int RequestsPerSecond = 50;
    private const double RatioMaximum = 2;
    private const double Percentile = 0.99;

    /// <summary>
    /// A new passive replica is ready well before its end, and the stall of one masking, which is a figure of its own, is less than a
    /// hundredth of it.
    /// </summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        RegisterTopology topology, int rounds, CancellationToken cancellation)
    {
        Console.Error.WriteLine("A flooding replica, and none; p99 of all clients in ms:");
        var samples = await new Rounds(rounds, seed: 3).MeasureAsync(
            new Dictionary<string, Func<CancellationToken, Task<double>>>
            {
                ["calm"] = token => MeasureAsync(topology, isFlooding: false, token),
                ["flooding"] = token => MeasureAsync(topology, isFlooding: true, token),
            },
            cancellation);
        var (calm, flooding) = (samples["calm"].Median, samples["flooding"].Median);
        return
        [
            new Figure(
                "flooding replica: clients' p99 / p99 without", flooding / calm, "", RatioMaximum, AtMost: true,
                string.Create(CultureInfo.InvariantCulture, $"{flooding:F1} ms against {calm:F1} ms, medians of the rounds"))
            { Values = Sample.Raw(samples) },
        ];
    }

    private static async Task<double> MeasureAsync(
        RegisterTopology topology, bool isFlooding, CancellationToken cancellation)
    {
        await topology.UntilWholeAsync(cancellation);
        var load = new PacedLoad(topology.Http, topology.Hosts, RequestsPerSecond);
        await load.PrepareAsync(cancellation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = load.RunAsync(stopping.Token);
        await Task.Delay(Window / 4, cancellation);
        if (isFlooding)
        {
            var flood = new InjectedFault { Kind = FaultKind.Flood, Replica = default };
            await RegisterSite.InjectAsync(topology.Hosts[0], flood, cancellation);
        }

        await Task.Delay(Window * 3 / 4, cancellation);
        await stopping.CancelAsync();
        var replies = await running;
        return replies.All(reply => reply.IsAnswered)
            ? new Sample([.. replies.Select(reply => reply.Latency.TotalMilliseconds)]).At(Percentile)
            : throw new BenchmarkException($"{replies.Count(reply => !reply.IsAnswered)} of {replies.Count} requests failed.");
    }
}
