using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
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
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long confirmations;

    private FileJournal(JournalOptions options, SegmentDirectory directory, Action<SafeFileHandle> confirm)
    {
        this.options = options;
        this.directory = directory;
        var last = directory.Segments.LastOrDefault();
        end = new DurableEnd(last?.LastUpdate ?? UpdateNumber.None);
        queue = new AppendQueue(options, last?.Last ?? SequenceNumber.None, last?.LastUpdate ?? UpdateNumber.None);
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

    /// <summary>Bytes of an unfinished write that were found at the end, and cut off, when the journal was opened.</summary>
    public long Cut => directory.Cut;

    /// <summary>How often the disk was asked to confirm what was appended.</summary>
    public long Confirmations => Interlocked.Read(ref confirmations);

    /// <summary>Bytes of all segments.</summary>
    public long Size => writer.Segments.Sum(segment => segment.Length);

    /// <summary>
    /// Reads and checks all that is there. Throws <see cref="JournalException"/> when another process has the journal
    /// or anything but its torn end is damaged.
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
            (long)record.Request.Length + record.WriteSet.Length, options.RecordMaximum, nameof(record));
        var durable = await queue.AddAsync(record, cancellation).ConfigureAwait(false);
        await durable.WaitAsync(cancellation).ConfigureAwait(false);
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
            throw new JournalException($"old files of {options.Directory} cannot be removed: {refused.Message}", refused);
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(
        UpdateNumber after, UpdateNumber atLeast, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await end.ReachAsync(atLeast, cancellation).ConfigureAwait(false);
        foreach (var segment in writer.Segments.Where(segment => segment.LastUpdate > after))
        {
            using var file = OpenForReading(segment.Path);
            if (file is null)
            {
                continue;
            }

            await Task.Yield();
            var scan = new SegmentScan(segment.Path, file, segment.Length);
            foreach (var record in scan.ReadRecords(segment.Header, mayBeTorn: false))
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

    private static SafeFileHandle? OpenForReading(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void Run()
    {
        var isClosed = false;
        while (!isClosed)
        {
            var taken = queue.Take(Patience(), out isClosed);
            try
            {
                Store(taken, isClosed);
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

        queue.Release(taken);
        taken.ForEach(pending => pending.Durable.TrySetResult());
        if (taken is [.., var last])
        {
            end.Advance(last.Record.Update);
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
            $"cannot write {writer.Path}: {cause.Message}; make room on its disk or replace it, then restart spared: "
            + "until then no write is accepted", cause);
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
