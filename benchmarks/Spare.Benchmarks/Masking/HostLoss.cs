using System.Globalization;
using Spare.Benchmarks.Measuring;
using Spare.Lab;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// How long the clients of the host that is left wait when the other one loses its power: until Corosync confirms the
/// quorum, and from then on until all that had to wait is answered.
/// </summary>
internal static class HostLoss
{
    private const int RequestsPerSecond = 50;
    private const double ServiceMaximum = 500;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        RegisterTopology topology, int count, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"A host loses its power, {count} times; ms:");
        var losses = new List<Loss>();
        for (var i = 0; i < count; i++)
        {
            losses.Add(await MeasureAsync(topology, cancellation));
            Console.Error.WriteLine(
                $"  {i + 1,3}  quorum confirmed after {losses[^1].Quorum:F0}, full service {losses[^1].Service:F0} "
                + $"later   {losses[^1].Stages}");
        }

        var quorum = new Sample([.. losses.Select(loss => loss.Quorum)]);
        var service = new Sample([.. losses.Select(loss => loss.Service)]);
        var stages = losses.Select(loss => loss.Stages).ToList();
        return
        [
            new Figure(
                "host killed: full service after the quorum, most", service.Ordered[^1], "ms", ServiceMaximum,
                AtMost: true,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} times, median {service.Median:F0}; quorum confirmed {quorum.Median:F0} ms after the kill, "
                    + $"at most {quorum.Ordered[^1]:F0}; medians of events after the quorum: {Stages.Medians(stages)}"))
            {
                Values = new Dictionary<string, IReadOnlyList<double>>(Stages.Raw(stages))
                {
                    ["quorum"] = quorum.Values, ["service"] = service.Values,
                },
            },
        ];
    }

    private static async Task<Loss> MeasureAsync(RegisterTopology topology, CancellationToken cancellation)
    {
        var (left, lost) = (topology.Lab.Hosts[0], topology.Lab.Hosts[1]);
        await topology.UntilWholeAsync(cancellation);
        var load = new PacedLoad(topology.Http, [left], RequestsPerSecond);
        var feed = new EventFeed(topology.Hosts);
        await load.PrepareAsync(cancellation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = load.RunAsync(stopping.Token);
        await Task.Delay(Before, cancellation);
        await feed.NextAsync(cancellation);
        var killed = DateTimeOffset.UtcNow;
        await lost.CrashAsync(cancellation);
        await Watch.UntilAsync(limit => HelperMissingAsync(left, limit), cancellation);
        await Task.Delay(After, cancellation);
        await stopping.CancelAsync();
        var replies = await running;
        var events = await feed.NextAsync(cancellation);
        await lost.StartAsync(cancellation);

        var failed = replies.Count(reply => !reply.IsAnswered);
        if (failed > 0)
        {
            throw new BenchmarkException($"{failed} of {replies.Count} requests failed when a host was lost.");
        }

        var confirmed = CorosyncLog.RingAlone(left, killed)
            ?? throw new BenchmarkException($"Corosync of host {left.Number} says nothing of a quorum alone.");
        var served = replies.Where(reply => reply.Due <= confirmed).Max(reply => reply.End);
        return new Loss(
            (confirmed - killed).TotalMilliseconds, (served - confirmed).TotalMilliseconds,
            Stages.Of(events, Instant.FromDateTimeOffset(confirmed)));
    }

    private static async Task<string?> HelperMissingAsync(LabHost host, CancellationToken cancellation) =>
        (await host.Admin.StatusAsync(cancellation)).Replicas.Any(replica => replica.Role == ReplicaRole.Helper)
            ? null : "no passive replica was woken in the other host's stead";

    /// <param name="Quorum">From the kill on.</param>
    /// <param name="Service">From the quorum on until all requests that were due before it are answered.</param>
    private sealed record Loss(double Quorum, double Service, Stages Stages);
}
