using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>
/// The journal as a row of append-only files. Appends go through one thread, which takes all that have come while it
/// waited for the disk: they share one write and one confirmation.
/// </summary>
public sealed class FileJournal : IJournal
{
    private readonly JournalOptions options;
    private readonly SegmentDirectory directory;
    private readonly SegmentWriter writer;
    private readonly AppendQueue queue;
    private readonly DurableEnd end;
    private readonly Thread thread;
    private readonly Lock storing = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalEnd? durable;
    private string? damage;
    private string? failure;
    private long confirmations;

    private FileJournal(JournalOptions options, SegmentDirectory directory, Action<SafeFileHandle> confirm)
    {
        this.options = options;
        this.directory = directory;
        var newest = directory.End ?? JournalEnd.Image;
        (durable, damage) = (directory.End, directory.Damage);
        end = new DurableEnd(newest.Update);
        queue = new AppendQueue(options, newest.Sequence, newest.Update);
        writer = new SegmentWriter(directory, options, file =>
        {
            confirm(file);
            Interlocked.Increment(ref confirmations);
        });
        thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        thread.Start();
    }

    /// <summary>The newest record that is in the files; <see cref="SequenceNumber.None"/> when there is none.</summary>
    public SequenceNumber Newest => writer.Segments is [.., var last] ? last.Last : SequenceNumber.None;

    public JournalEnd? End => Volatile.Read(ref durable);

    public ImmutableArray<KeptReply> Kept => writer.Kept;

    public string? Damage => Volatile.Read(ref damage);

    public UpdateNumber? DamagedEnd => Damage is null ? null : directory.DamagedEnd;

    public string? Failure => Volatile.Read(ref failure);

    public long Cut => directory.Cut;

    /// <summary>How often the disk was asked to confirm what was appended.</summary>
    public long Confirmations => Interlocked.Read(ref confirmations);

    /// <summary>Bytes of all segments.</summary>
    public long Size => writer.Segments.Sum(segment => segment.Length);

    /// <summary>
    /// Reads and checks all that is there. Throws <see cref="JournalException"/> when another process has the journal.
    /// </summary>
    public static FileJournal Open(JournalOptions options) => Open(options, StableStorage.Confirm);

    internal static FileJournal Open(JournalOptions options, Action<SafeFileHandle> confirm)
    {
        options.Demand();
        return new FileJournal(options, SegmentDirectory.Open(options.Directory), confirm);
    }

    /// <summary>
    /// Sequence numbers grow from call to call, update numbers do not shrink. Cancellation takes back only what
    /// still waits for room in the queue.
    /// </summary>
    public async ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (long)record.Request.Length + record.WriteSet.Length + (record.Kept?.Size ?? 0), options.RecordMaximum, nameof(record));
        if (Damage is { } wrong)
        {
            throw new JournalException(wrong);
        }

        var stored = await queue.AddAsync(record, cancellation).ConfigureAwait(false);
        await stored.WaitAsync(cancellation).ConfigureAwait(false);
    }

    public ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            writer.Truncate(update);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"old files of {options.Directory} cannot be removed: {DiskRefusal.WordsOf(refused)}", refused);
        }

        return ValueTask.CompletedTask;
    }

    public IDisposable Hold() => new TruncationHold(writer);

    public async ValueTask<ImmutableArray<KeptReply>> KeptAtAsync(UpdateNumber update, CancellationToken cancellation)
    {
        try
        {
            var segments = writer.Segments;
            return segments.IsEmpty
                ? writer.Kept
                : await KeptReading.AtAsync(segments, update, cancellation).ConfigureAwait(false);
        }
        catch (Exception damage) when (damage is JournalDamageException or IOException)
        {
            throw new JournalException(damage.Message, damage);
        }
    }

    public async ValueTask ResetAsync(
        JournalEnd baseEnd, ImmutableArray<KeptReply> kept, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await Task.Run(() => Reset(baseEnd, kept), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"the journal in {options.Directory} cannot be reset: {DiskRefusal.WordsOf(refused)}", refused);
        }
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(
        UpdateNumber after, UpdateNumber atLeast, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await end.ReachAsync(atLeast, cancellation).ConfigureAwait(false);
        using var files = new OpenSegments(writer.Segments.Where(segment => segment.LastUpdate > after), after);
        foreach (var scan in files.Scans)
        {
            await Task.Yield();
            foreach (var record in scan())
            {
                cancellation.ThrowIfCancellationRequested();
                if (record.Update > after)
                {
                    yield return record;
                }
            }
        }
    }

    /// <summary>Everything that was appended is made durable first.</summary>
    public async ValueTask DisposeAsync()
    {
        var closed = new JournalException($"the journal in {options.Directory} is closed");
        queue.Close(closed);
        await ended.Task.ConfigureAwait(false);
        thread.Join();
        end.Fail(closed);
        writer.Dispose();
        directory.Dispose();
    }

    private void Run()
    {
        var isClosed = false;
        while (!isClosed)
        {
            var taken = queue.Take(Patience(), out isClosed);
            try
            {
                lock (storing)
                {
                    Store(taken, isClosed);
                }
            }
            catch (Exception failed)
            {
                // Whatever it was: those who wait must hear of it, and nothing may be promised after it.
                Fail(taken, failed);
                isClosed = true;
            }
        }

        ended.SetResult();
    }

    private void Store(List<PendingAppend> taken, bool isClosed)
    {
        if (taken.Count > 0)
        {
            writer.Write(taken.ConvertAll(pending => pending.Record));
        }

        if (isClosed || options.Sync is not JournalSync.Interval interval || writer.Unconfirmed >= interval.Longest)
        {
            writer.Confirm();
        }

        if (taken is [.., var last])
        {
            Volatile.Write(ref durable, last.Record.End);
            end.Advance(last.Record.Update);
        }

        queue.Release(taken);
        taken.ForEach(pending => pending.Durable.TrySetResult());
    }

    private void Reset(JournalEnd baseEnd, ImmutableArray<KeptReply> kept)
    {
        lock (storing)
        {
            queue.Restart(baseEnd);
            writer.Reset(baseEnd, kept);
            Volatile.Write(ref durable, baseEnd);
            Volatile.Write(ref damage, null);
            end.Advance(baseEnd.Update);
        }
    }

    /// <summary>How long the thread may sleep; forever when the disk has confirmed everything.</summary>
    private TimeSpan Patience() => options.Sync is JournalSync.Interval interval && writer.Unconfirmed is { } age
        ? TimeSpan.FromTicks(Math.Max(0, (interval.Longest - age).Ticks))
        : Timeout.InfiniteTimeSpan;

    /// <summary>Nothing is tried again: after a refused write nobody knows what the disk has.</summary>
    private void Fail(List<PendingAppend> taken, Exception cause)
    {
        var reason = new JournalException(
            $"{writer.Path} cannot be written: {DiskRefusal.WordsOf(cause)}", cause);
        Volatile.Write(ref failure, reason.Message);
        queue.Close(reason);
        end.Fail(reason);
        var last = queue.Take(TimeSpan.Zero, out _);
        foreach (var pending in taken.Concat(last))
        {
            pending.Durable.TrySetException(reason);
            _ = pending.Durable.Task.Exception;
        }
    }
}
