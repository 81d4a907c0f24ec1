using System.Diagnostics;
using Spare.Benchmarks.Auctions;
using Spare.Benchmarks.Measuring;
using Spare.Protocol.WriteSets;
using Spare.Replicas;
using Spare.Replication.Execution;

namespace Spare.Benchmarks.Comparisons;

/// <summary>
/// What capturing write sets costs a write: bids one at a time, in order, by the manager's own path, against the same
/// bids at another copy of the replica whose log nobody reads and in which nobody marks anything. A manager with more
/// than one write in line begins the next one as one ends; beside it, what one client gets that waits for each. Short
/// blocks in turn, so that what else runs on the machine hits all alike.
/// </summary>
internal static class CaptureComparison
{
    private const int Writes = 200;
    private const string Captured = "captured";
    private const string Plain = "plain";
    private const string Pipelined = "pipelined";

    /// <summary>Blocks of each of the three that fit into a second, roughly.</summary>
    public const int RoundsPerSecond = 2;

    /// <param name="rounds">That count; each is a block of writes for each of the three.</param>
    /// <param name="take">Gets the write sets, in order.</param>
    public static async Task<Figure> MeasureAsync(
        AuctionImage image, int rounds, Action<EncodedWriteSet> take, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"{Writes} bids in order, per second:");
        await using var captured = await image.StartAsync(Captured, cancellation);
        await using var plain = await image.StartAsync(Plain, cancellation);
        await captured.Agent.ActivateAsync(cancellation);
        await using var pipelined = await image.StartAsync(Pipelined, cancellation);
        await pipelined.Agent.ActivateAsync(cancellation);
        var (first, second) = (new Bids(), new Bids());
        var third = new PipelinedWrites(pipelined, new Bids());
        var rates = await new Rounds(rounds, seed: 3).MeasureAsync(
            new Dictionary<string, Func<CancellationToken, Task<double>>>
            {
                [Captured] = token => RateAsync(() => EachAsync(() => CapturedAsync(captured, first, take, token))),
                [Plain] = token => RateAsync(() => EachAsync(() => PlainAsync(plain, second, token))),
                [Pipelined] = token => RateAsync(() => third.RunAsync(Writes, Check, token)),
            },
            cancellation);
        return new Figure(
            "write transactions per second: captured / plain", rates[Pipelined].Median / rates[Plain].Median, "", 0.90,
            AtMost: false, $"{rates[Pipelined].Median:F0}/s against {rates[Plain].Median:F0}/s; {rates[Captured].Median:F0}/s when each "
            + "write waits for the write set of the one before it")
        { Values = Sample.Raw(rates) };
    }

    private static async Task<double> RateAsync(Func<Task> writes)
    {
        var started = Stopwatch.GetTimestamp();
        await writes();
        return Writes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task EachAsync(Func<Task> write)
    {
        for (var i = 0; i < Writes; i++)
        {
            await write();
        }
    }

    private static void Check(ExecutionResult result) => Bids.Check(result.Vote.Outcome, result.Reply, result.Detail);

    private static async Task CapturedAsync(
        AuctionReplica replica, Bids bids, Action<EncodedWriteSet> take, CancellationToken cancellation)
    {
        var execution = new Execution(
            replica.Service, replica.Route, replica.Route.Limits.Deadline, bids.Next(), keepReply: true);
        var result = await replica.Writes.ExecuteAsync(execution, () => { }, cancellation);
        Check(result);
        take(new EncodedWriteSet(result.WriteSet));
    }

    private static async Task PlainAsync(AuctionReplica replica, Bids bids, CancellationToken cancellation)
    {
        var reply = await replica.Service.WriteAsync(
            bids.Next(), replica.Route, replica.Route.Limits.Deadline, keep: true, cancellation);
        Bids.Check(reply.Outcome, reply.Canonical, reply.Detail);
    }
}
