namespace Spare.Runtime.Buffers;

/// <summary>
/// Bounds the bytes that are buffered for all clients together. Requests wait for their share in the order they came,
/// for a while; replies, which must be taken once their request was executed, overdraw and hold new requests back.
/// </summary>
public sealed class BufferBudget
{
    /// <summary>Requests that may wait; each holds a connection, which is bounded as well.</summary>
    public const int WaitersMaximum = 10_000;

    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiters = [];
    private readonly long capacity;
    private long taken;

    /// <param name="capacity">In bytes.</param>
    public BufferBudget(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.capacity = capacity;
    }

    /// <summary>Bytes that are buffered now; more than the capacity while replies overdraw.</summary>
    public long Taken
    {
        get
        {
            lock (gate)
            {
                return taken;
            }
        }
    }

    /// <summary>False: no room within <paramref name="patience"/>, or never; nothing was taken.</summary>
    public ValueTask<bool> TryTakeAsync(long bytes, TimeSpan patience, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (gate)
        {
            if (waiters.Count == 0 && bytes <= capacity - taken)
            {
                taken += bytes;
                return ValueTask.FromResult(true);
            }

            if (bytes > capacity || waiters.Count == WaitersMaximum)
            {
                return ValueTask.FromResult(false);
            }

            waiter = new Waiter(bytes);
            waiters.AddLast(waiter);
        }

        return new ValueTask<bool>(WaitAsync(waiter, patience, cancellation));
    }

    /// <summary>Takes without asking.</summary>
    public void Overdraw(long bytes)
    {
        lock (gate)
        {
            taken += bytes;
        }
    }

    public void Return(long bytes)
    {
        lock (gate)
        {
            taken -= bytes;
            Admit();
        }
    }

    private async Task<bool> WaitAsync(Waiter waiter, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await waiter.Admitted.Task.WaitAsync(patience, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return !TryLeave(waiter);
        }
        catch (OperationCanceledException)
        {
            if (!TryLeave(waiter))
            {
                Return(waiter.Bytes);
            }

            throw;
        }
    }

    /// <summary>False: it was admitted in the same moment.</summary>
    private bool TryLeave(Waiter waiter)
    {
        lock (gate)
        {
            var left = waiters.Remove(waiter);
            Admit();
            return left;
        }
    }

    private void Admit()
    {
        while (waiters.First is { Value: var first } && first.Bytes <= capacity - taken)
        {
            taken += first.Bytes;
            waiters.RemoveFirst();
            first.Admitted.SetResult();
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
