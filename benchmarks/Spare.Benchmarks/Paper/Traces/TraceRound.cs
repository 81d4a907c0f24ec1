using Spare.Benchmarks.Masking;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Evaluation.Testbeds;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Benchmarks.Paper.Traces;

/// <summary>
/// Sends requests to the register at their time while something happens in the middle, and keeps when each was answered.
/// </summary>
internal static class TraceRound
{
    private const int Buffered = RegisterSite.UpdateEvery - 1;

    /// <summary>Before what is kept of the trace.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    /// <param name="testbed">Null: in a lab on this machine.</param>
    public static async Task<Trace> MeasureAsync(Testbed? testbed, Experiment experiment, CancellationToken cancellation)
    {
        await using var site = await RegisterSites.StartAsync(testbed, experiment, cancellation);
        await site.UntilWholeAsync(cancellation);
        await site.WarmUpAsync(experiment.WarmUp, cancellation);
        var lost = experiment.Kind == ExperimentKind.HostCrash;
        var load = new PacedLoad(
            site.Http, lost ? [site.Hosts[0]] : site.Hosts, experiment.Rate,
            // The buffers stay as they were filled.
            writesEvery: experiment.Kind == ExperimentKind.Fault ? 0 : 2);
        await load.PrepareAsync(cancellation);
        if (experiment.Kind == ExperimentKind.Fault)
        {
            await site.FillAsync(Buffered, cancellation);
        }

        var feed = new EventFeed(site.Hosts);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = load.RunAsync(stopping.Token);
        await Task.Delay(Lead + (experiment.Duration / 2), cancellation);
        await feed.NextAsync(cancellation);
        var began = await HappenAsync(experiment.Kind, site, cancellation);
        await Task.Delay(experiment.Duration / 2, cancellation);
        await stopping.CancelAsync();
        var (replies, events) = (await running, await feed.NextAsync(cancellation));
        return Describe(replies, began, experiment.Duration / 2) with
        {
            Stages = MaskingStages.Told(events, Instant.FromDateTimeOffset(began)),
        };
    }

    /// <summary>Returns when what happens is over as far as requests are concerned; when it began.</summary>
    private static async Task<DateTimeOffset> HappenAsync(
        ExperimentKind kind, RegisterSite site, CancellationToken cancellation)
    {
        var began = DateTimeOffset.UtcNow;
        switch (kind)
        {
            case ExperimentKind.Fault:
                await RegisterSite.InjectAsync(
                    site.Hosts[0],
                    new InjectedFault { Kind = FaultKind.WrongBody, Replica = default, Class = RouteClass.Write, Count = 1 },
                    cancellation);
                began = DateTimeOffset.UtcNow;
                await site.WriteAsync(site.Hosts[^1], cancellation);
                break;
            case ExperimentKind.HostCrash:
                await site.LoseHostAsync(cancellation);
                break;
            case ExperimentKind.Recovery:
                foreach (var host in site.Hosts)
                {
                    await host.Admin.RecoverAsync(cancellation);
                    await site.UntilWholeAsync(cancellation);
                }

                break;
            default:
                throw new BenchmarkException($"{kind} has no trace.");
        }

        return began;
    }

    private static Trace Describe(IReadOnlyList<PacedReply> replies, DateTimeOffset began, TimeSpan before)
    {
        var (start, end) = (-before.TotalMilliseconds, (replies[^1].Due - began).TotalMilliseconds);
        var seen = replies.Where(reply => (reply.End - began).TotalMilliseconds >= start).ToList();
        return Trace.Of(
            [.. seen.Where(reply => reply.IsAnswered).Select(reply => (reply.End - began).TotalMilliseconds)], start, end) with
        {
            Failed = seen.Count(reply => !reply.IsAnswered),
            Longest = seen.Max(reply => reply.Latency.TotalMilliseconds),
        };
    }
}
