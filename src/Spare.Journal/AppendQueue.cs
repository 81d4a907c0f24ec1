using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>
/// Records on their way to the disk, bounded in number and bytes until the disk has confirmed them. Callers beyond
/// the bound wait, first come first served; one writer takes all that is there at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposal would break callers that still wait to be refused.")]
internal sealed class AppendQueue(JournalOptions options, SequenceNumber newest, UpdateNumber newestUpdate)
{
    private readonly SemaphoreSlim turnstile = new(1);
    private readonly object gate = new();
    private List<PendingAppend> waiting = [];
    private TaskCompletionSource room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalException? refusal;
    private int count;
    private long bytes;

    /// <summary>The task ends when the record is durable, whether or not somebody still waits for it.</summary>
    internal async ValueTask<Task> AddAsync(JournalRecord record, CancellationToken cancellation)
    {
        await turnstile.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var pending = new PendingAppend(record);
            while (!TryAdd(pending, out var later))
            {
                await later.WaitAsync(cancellation).ConfigureAwait(false);
            }

            return pending.Durable.Task;
        }
        finally
        {
            turnstile.Release();
        }
    }

    /// <summary>
    /// Blocks until there are records, the time is over, or the queue is closed and empty; then the list is empty.
    /// </summary>
    internal List<PendingAppend> Take(TimeSpan patience, out bool isClosed)
    {
        lock (gate)
        {
            if (waiting.Count == 0 && refusal is null)
            {
                Monitor.Wait(gate, patience);
            }

            isClosed = refusal is not null;
            var taken = waiting;
            waiting = [];
            return taken;
        }
    }

    internal void Release(List<PendingAppend> taken)
    {
        lock (gate)
        {
            count -= taken.Count;
            bytes -= taken.Sum(pending => (long)Frame.SizeOf(pending.Record));
            room.TrySetResult();
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What comes next follows this. Nothing may wait.</summary>
    internal void Restart(JournalEnd end)
    {
        lock (gate)
        {
            Invariant.Holds(count == 0, "the journal is reset while records are being appended");
            (newest, newestUpdate) = (end.Sequence, end.Update);
        }
    }

    /// <summary>Refuses all that come from now on. What is in the queue is left to the writer.</summary>
    internal void Close(JournalException reason)
    {
        lock (gate)
        {
            refusal ??= reason;
            room.TrySetResult();
            Monitor.PulseAll(gate);
        }
    }

    private bool TryAdd(PendingAppend pending, out Task later)
    {
        lock (gate)
        {
            if (refusal is not null)
            {
                throw new JournalException(refusal.Message, refusal.InnerException);
            }

            later = room.Task;
            var size = Frame.SizeOf(pending.Record);
            if (count > 0 && (count >= options.QueueRecordsMaximum || bytes + size > options.QueueBytesMaximum))
            {
                return false;
            }

            DemandOrder(pending.Record);
            count++;
            bytes += size;
            waiting.Add(pending);
            Monitor.Pulse(gate);
            return true;
        }
    }

    private void DemandOrder(JournalRecord record)
    {
        Invariant.Holds(record.Sequence > newest, $"{record.Sequence} is appended after {newest}");
        Invariant.Holds(record.Update >= newestUpdate, $"{record.Update} is appended after {newestUpdate}");
        (newest, newestUpdate) = (record.Sequence, record.Update);
    }
}
