using Spare.Replicas;
using Spare.Replication.Execution;

namespace Spare.Benchmarks.Auctions;

/// <summary>
/// Bids as a manager hands them over while more wait: the next one is there before the one before it ends, and write
/// sets follow while others run.
/// </summary>
internal sealed class PipelinedWrites(AuctionReplica replica, Bids bids)
{
    public async Task RunAsync(int count, Action<ExecutionResult> take, CancellationToken cancellation)
    {
        var awaited = new Queue<Task<ExecutionResult>>();
        for (var left = count; left > 0; left--)
        {
            if (awaited.Count == ExecutionSchedule.WritesMaximum)
            {
                take(await awaited.Dequeue());
            }

            var execution = new Execution(
                replica.Service, replica.Route, replica.Route.Limits.Deadline, bids.Next(), keepReply: true);
            awaited.Enqueue(replica.Writes.ExecuteAsync(execution, () => { }, cancellation));
        }

        foreach (var result in awaited)
        {
            take(await result);
        }
    }
}
