using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;

namespace Spare.Replication.Execution;

/// <summary>
/// Decides which ordered requests the local replica is given now. Writes run one at a time, in order; reads run
/// together, after all lower and before all higher writes.
/// </summary>
/// <remarks>
/// A read that ran ahead of a lower write, or beside it, could answer differently on two correct replicas, and a
/// correct replica would look faulty. So the queue is strictly first in, first out; only neighbouring reads overlap.
/// A write is given one place ahead, so that the replica can begin it in the step in which it ends the one before.
/// What a write changed may be told later than that it ended, and the next requests run meanwhile.
/// </remarks>
/// <param name="runsAlone">Whether nothing else may be under way beside the request.</param>
public sealed class ExecutionSchedule(int concurrentReads, Func<SequenceNumber, bool> runsAlone)
{
    /// <summary>Writes whose results are to come, those that wait for their turn at the replica included.</summary>
    public const int WritesMaximum = 8;

    /// <summary>The one that the replica executes, and the next.</summary>
    private const int UnendedMaximum = 2;

    private readonly HashSet<SequenceNumber> reads = [];
    private readonly SortedSet<SequenceNumber> unended = [];
    private readonly HashSet<SequenceNumber> ended = [];
    private Queue<OrderedRequest> waiting = new();
    private bool alone;

    public int Waiting => waiting.Count;

    public int Running => reads.Count + unended.Count + ended.Count;

    /// <summary>False while the host has no active replica: nothing starts.</summary>
    public bool Open { get; private set; }

    /// <summary>The first request in line.</summary>
    public SequenceNumber? Next => waiting.TryPeek(out var next) ? next.Sequence : null;

    public bool IsRunning(SequenceNumber sequence) =>
        reads.Contains(sequence) || unended.Contains(sequence) || ended.Contains(sequence);

    public void Enqueue(OrderedRequest request) => waiting.Enqueue(request);

    /// <summary>The replica executed the write; its result is to come. What has ended, or does not run, stays as it is.</summary>
    public void End(SequenceNumber sequence)
    {
        if (unended.Remove(sequence))
        {
            ended.Add(sequence);
        }
    }

    /// <summary>The replica finished; false when the request was not running (it belongs to a replica that is gone).</summary>
    public bool Complete(SequenceNumber sequence)
    {
        if (!reads.Remove(sequence) && !unended.Remove(sequence) && !ended.Remove(sequence))
        {
            return false;
        }

        alone = false; // What runs alone is all that runs.
        return true;
    }

    /// <summary>A replica is there: begin with the first request in line.</summary>
    public void Start() => Open = true;

    /// <summary>
    /// The replica ended: nothing starts, and what it executed will not be completed. Says what that was; a write that
    /// waited for its turn was not executed.
    /// </summary>
    public ImmutableArray<SequenceNumber> Stop()
    {
        Open = false;
        ImmutableArray<SequenceNumber> lost = [.. reads.Concat(ended).Concat(unended.Take(1)).Order()];
        reads.Clear();
        unended.Clear();
        ended.Clear();
        alone = false;
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
        if (!Open || alone || !waiting.TryPeek(out var next))
        {
            return null;
        }

        var isAlone = runsAlone(next.Sequence);
        if (isAlone ? Running > 0 : !MayStart(next.Class))
        {
            return null;
        }

        waiting.Dequeue();
        (next.Class == RouteClass.Read ? (ISet<SequenceNumber>)reads : unended).Add(next.Sequence);
        alone = isAlone;
        return next;
    }

    private bool MayStart(RouteClass requestClass) => requestClass switch
    {
        RouteClass.Read => unended.Count == 0 && reads.Count < concurrentReads,
        _ => reads.Count == 0 && unended.Count < UnendedMaximum && unended.Count + ended.Count < WritesMaximum,
    };
}
