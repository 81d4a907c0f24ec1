using Spare.Protocol.Agents.Commands;
using Spare.Replicas.Agents;

namespace Spare.Benchmarks.Auctions;

/// <summary>
/// The cheapest order that the agent's protocol allows: one round trip to it per write, which ends one and begins the
/// next, while the write sets follow. It bounds what a manager could gain that knew its next write early enough.
/// </summary>
internal sealed class PipelinedWrites(AuctionReplica replica, Bids bids)
{
    private const int AwaitedMost = 8;

    private static readonly TimeSpan QuietWithin = TimeSpan.FromSeconds(1);

    public async Task RunAsync(int count, CancellationToken cancellation)
    {
        var awaited = new Queue<Task<CapturedWriteSet>>();
        var request = bids.Next();
        await replica.Agent.BeginWriteAsync(request.Sequence, request.Time, cancellation);
        for (var left = count; left > 0; left--)
        {
            var reply = await replica.Service.WriteAsync(request, replica.Route, keep: true, cancellation);
            Bids.Check(reply.Outcome, reply.Canonical, reply.Detail);
            var ended = request.Sequence;
            request = bids.Next();
            NextWrite? next = left == 1 ? null : new NextWrite(request.Sequence, request.Time);
            var end = await replica.Agent.EndWriteAsync(ended, QuietWithin, next, cancellation);
            awaited.Enqueue(end is WriteEnd.Quiet quiet
                ? quiet.WriteSet
                : throw new BenchmarkException("The database did not get quiet."));
            if (awaited.Count > AwaitedMost)
            {
                await awaited.Dequeue();
            }
        }

        await Task.WhenAll(awaited);
    }
}
