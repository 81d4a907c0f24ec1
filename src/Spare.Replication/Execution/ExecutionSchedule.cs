using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Execution;

/// <summary>
/// Decides which ordered requests the local replica executes now. Writes run one at a time, in order; reads run
/// together, after all lower and before all higher writes.
/// </summary>
/// <remarks>
/// A read that ran ahead of a lower write, or beside it, could answer differently on two correct replicas, and a
/// correct replica would look faulty. So the queue is strictly first in, first out; only neighbouring reads overlap.
/// </remarks>
public sealed class ExecutionSchedule(int concurrentReads)
{
    private readonly HashSet<SequenceNumber> running = [];
    private Queue<OrderedRequest> waiting = new();
    private bool writing;

    public int Waiting => waiting.Count;

    public int Running => running.Count;

    /// <summary>False while the host has no active replica: nothing starts.</summary>
    public bool Open { get; private set; }

    public bool IsRunning(SequenceNumber sequence) => running.Contains(sequence);

    public void Enqueue(OrderedRequest request) => waiting.Enqueue(request);

    /// <summary>The replica finished; false when the request was not running (it belongs to a replica that is gone).</summary>
    public bool Complete(SequenceNumber sequence)
    {
        if (!running.Remove(sequence))
        {
            return false;
        }

        writing = false; // A write runs alone: either this was the write, or none runs.
        return true;
    }

    /// <summary>A replica is there: begin with the first request in line.</summary>
    public void Start() => Open = true;

    /// <summary>The replica ended: nothing starts, and what it executed will not be completed. Says what that was.</summary>
    public ImmutableArray<SequenceNumber> Stop()
    {
        Open = false;
        ImmutableArray<SequenceNumber> lost = [.. running.Order()];
        running.Clear();
        writing = false;
        return lost;
    }

    /// <summary>The replica is gone: nothing runs any more, and <paramref name="requests"/> are in line for the next one.</summary>
    public void Restart(IEnumerable<OrderedRequest> requests)
    {
        Stop();
        waiting = new Queue<OrderedRequest>(requests);
    }

    /// <summary>Takes requests that nobody needs out of the line.</summary>
    public void Prune(Func<SequenceNumber, bool> needed) =>
        waiting = new Queue<OrderedRequest>(waiting.Where(request => needed(request.Sequence)));

    /// <summary>The next request that may start now, which then counts as running; null when there is none.</summary>
    public OrderedRequest? StartNext()
    {
        if (!Open || writing || !waiting.TryPeek(out var next) || !MayStart(next.Class))
        {
            return null;
        }

        waiting.Dequeue();
        running.Add(next.Sequence);
        writing = next.Class == RequestClass.Write;
        return next;
    }

    private bool MayStart(RequestClass requestClass) => requestClass switch
    {
        RequestClass.Read => running.Count < concurrentReads,
        _ => running.Count == 0,
    };
}
