using System.Collections.Immutable;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Measuring;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Paper;

/// <summary>The service that does nothing, behind Spare, a plain forwarder and the ceiling, in shuffled order.</summary>
internal static class NoOpRound
{
    public static async Task<ImmutableArray<NoOpResult>> MeasureAsync(
        Experiment experiment, int seed, CancellationToken cancellation)
    {
        await using var topology = await NoopTopology.StartAsync(cancellation);
        (string Behind, int Clients)[] turns =
        [
            .. experiment.Clients.SelectMany(clients => experiment.Settings.Select(setting => setting.Word()).Append(NoOpResult.Ceiling)
                .Select(behind => (behind, clients))),
        ];
        new Random(seed).Shuffle(turns);
        var results = ImmutableArray.CreateBuilder<NoOpResult>();
        foreach (var (behind, clients) in turns)
        {
            if (experiment.WarmUp > TimeSpan.Zero)
            {
                await OnceAsync(topology, behind, clients, experiment.WarmUp, cancellation);
            }

            results.Add(await OnceAsync(topology, behind, clients, experiment.Duration, cancellation));
        }

        return results.ToImmutable();
    }

    private static async Task<NoOpResult> OnceAsync(
        NoopTopology topology, string behind, int clients, TimeSpan duration, CancellationToken cancellation)
    {
        var hosts = topology.Lab.Hosts;
        if (behind != Setting.Spare.Word())
        {
            var url = behind == NoOpResult.Ceiling ? topology.Ceiling : topology.Forwarder;
            var one = await Wrk.RunAsync(hosts[0].Namespace, url, clients, duration, cancellation);
            return new NoOpResult(behind, clients, one.RequestsPerSecond, one.Median);
        }

        // One client has one host; several are divided.
        var reports = await Task.WhenAll(hosts.Take(Math.Min(clients, hosts.Length)).Select(host => Wrk.RunAsync(
            host.Namespace, host.OwnUrl, Math.Max(1, clients / hosts.Length), duration, cancellation)));
        return new NoOpResult(
            behind, clients, reports.Sum(report => report.RequestsPerSecond), reports.Max(report => report.Median));
    }
}
