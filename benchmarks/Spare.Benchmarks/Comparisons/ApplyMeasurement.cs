using System.Diagnostics;
using Spare.Benchmarks.Auctions;
using Spare.Benchmarks.Measuring;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;

namespace Spare.Benchmarks.Comparisons;

/// <summary>
/// How long a passive replica takes for two hundred buffered updates, from the manager's command to its answer: the
/// write sets of bids that another replica executed, of two rows each.
/// </summary>
internal static class ApplyMeasurement
{
    private const int Updates = 200;

    /// <summary>Batches until the agent's code is compiled for good; they do not count.</summary>
    private const int WarmUp = 10;

    /// <summary>Batches of write sets that it takes, so that some count.</summary>
    public const int BatchesMinimum = WarmUp + 4;

    public static async Task<Figure> MeasureAsync(
        AuctionImage image, IReadOnlyList<EncodedWriteSet> writeSets, CancellationToken cancellation)
    {
        await using var replica = await image.StartAsync("passive", cancellation);
        var first = replica.Agent.Greeting.Update.Next;
        var times = new List<double>();
        foreach (var batch in writeSets.Chunk(Updates).Where(batch => batch.Length == Updates))
        {
            var started = Stopwatch.GetTimestamp();
            var outcome = await replica.Agent.ApplyAsync(first, [.. batch], ReplicaUse.Updated, cancellation);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            first = outcome is ApplyOutcome.Applied applied
                ? applied.Last.Next
                : throw new BenchmarkException($"The updates were not applied: {outcome}");
        }

        var counted = new Sample([.. times.Skip(WarmUp)]);
        Console.Error.WriteLine($"{Updates} updates applied, ms: {string.Join(' ', times.Select(time => $"{time:F1}"))}");
        return new Figure(
            $"{Updates} buffered updates applied", counted.Median, "ms", 10, AtMost: true,
            $"{counted.Ordered[0]:F1} to {counted.Ordered[^1]:F1} ms in {counted.Ordered.Count} batches")
        { Values = new Dictionary<string, IReadOnlyList<double>> { ["applied"] = times } };
    }
}
