using Spare.Replication.Execution;

namespace Spare.Replicas;

/// <summary>
/// The writes of a replica that nobody captures: one at a time, in the order in which they are handed over, and the agent
/// has no part in it.
/// </summary>
internal sealed class SerialWrites
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    public async Task<ExecutionResult> ExecuteAsync(Execution execution, CancellationToken cancellation)
    {
        var left = new TaskCompletionSource(); // Continues at once: the next request is on its way before anything else is done.
        Task before;
        lock (gate)
        {
            (before, last) = (last, left.Task);
        }

        await before;
        try
        {
            var reply = await execution.WriteAsync(cancellation);
            left.SetResult();
            return Execution.Uncaptured(reply);
        }
        catch
        {
            left.SetResult();
            throw;
        }
    }
}
