using Spare.Benchmarks.Measuring;
using Spare.Lab;

namespace Spare.Benchmarks.Comparisons;

/// <summary>What Spare adds to a declared read: latency for one client, requests per second for sixty-four.</summary>
internal static class NoopComparison
{
    private const int Clients = 64;
    private const string Spare = "spare";
    private const string Forwarder = "forwarder";
    private const string Ceiling = "ceiling";

    /// <summary>Of full load, after which the daemons compile little any more.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        int rounds, TimeSpan duration, CancellationToken cancellation)
    {
        Console.Error.WriteLine("A service that does nothing, behind Spare, a plain forwarder, and the ceiling:");
        await using var topology = await NoopTopology.StartAsync(cancellation);
        var hosts = topology.Lab.Hosts;

        Console.Error.WriteLine($"Warming up for {WarmUp.TotalSeconds:F0} s:");
        await RateOfAllAsync(hosts, WarmUp, cancellation);

        Console.Error.WriteLine("One client, median latency in ms:");
        var latency = await new Rounds(rounds, seed: 1).MeasureAsync(
            new Dictionary<string, Func<CancellationToken, Task<double>>>
            {
                [Spare] = async token => (await Wrk.RunAsync(hosts[0].Namespace, hosts[0].OwnUrl, 1, duration, token)).Median,
                [Forwarder] = async token => (await Wrk.RunAsync(hosts[0].Namespace, topology.Forwarder, 1, duration, token)).Median,
            },
            cancellation);

        Console.Error.WriteLine($"{Clients} clients, requests per second:");
        var throughput = await new Rounds(rounds, seed: 2).MeasureAsync(
            new Dictionary<string, Func<CancellationToken, Task<double>>>
            {
                [Spare] = token => RateOfAllAsync(hosts, duration, token),
                [Forwarder] = async token =>
                    (await Wrk.RunAsync(hosts[0].Namespace, topology.Forwarder, Clients, duration, token)).RequestsPerSecond,
                [Ceiling] = async token =>
                    (await Wrk.RunAsync(hosts[0].Namespace, topology.Ceiling, Clients, duration, token)).RequestsPerSecond,
            },
            cancellation);

        return Figures(latency, throughput);
    }

    private static async Task<double> RateOfAllAsync(
        IReadOnlyList<LabHost> hosts, TimeSpan duration, CancellationToken cancellation)
    {
        var reports = await Task.WhenAll(hosts.Select(host =>
            Wrk.RunAsync(host.Namespace, host.OwnUrl, Clients / hosts.Count, duration, cancellation)));
        return reports.Sum(report => report.RequestsPerSecond);
    }

    private static Figure[] Figures(
        IReadOnlyDictionary<string, Sample> latency, IReadOnlyDictionary<string, Sample> throughput)
    {
        var (spare, forwarder, ceiling) =
            (throughput[Spare].Median, throughput[Forwarder].Median, throughput[Ceiling].Median);
        return
        [
            new Figure(
                "added latency at the median, one client", latency[Spare].Median - latency[Forwarder].Median, "ms", 0.5,
                AtMost: true, $"{latency[Spare].Median:F3} ms against {latency[Forwarder].Median:F3} ms")
            { Values = Sample.Raw(latency) },
            new Figure(
                "no-op service, 64 clients: Spare / forwarder", spare / forwarder, "", 0.30, AtMost: false,
                $"{spare:F0}/s against {forwarder:F0}/s; worst round {throughput[Spare].Ordered[0]:F0}/s")
            { Values = Sample.Raw(throughput) },
            new Figure(
                "no-op service, 64 clients: Spare / ceiling", spare / ceiling, "", 0.45, AtMost: false,
                $"the ceiling is {ceiling:F0}/s, {ceiling / forwarder:F2} of the forwarder"),
        ];
    }
}
