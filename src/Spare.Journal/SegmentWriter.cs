using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>Writes frames to the end of the last segment, and begins the next one when it is full.</summary>
internal sealed class SegmentWriter(SegmentDirectory directory, JournalOptions options, Action<SafeFileHandle> confirm)
    : IDisposable
{
    private const int BufferKept = 1024 * 1024;

    private readonly Lock gate = new();
    private ArrayBufferWriter<byte> buffer = new();
    private int holds;
    private SafeFileHandle? file;
    private long? unconfirmedSince;
    private long confirmed = directory.Segments is [.., var found] ? found.Length : 0;

    /// <summary>The file that is being written, for messages.</summary>
    internal string Path => directory.Segments is [.., var last] ? last.Path : options.Directory;

    /// <summary>For how long the disk has not confirmed what was written; null when it has confirmed everything.</summary>
    internal TimeSpan? Unconfirmed => unconfirmedSince is { } since ? Stopwatch.GetElapsedTime(since) : null;

    internal ImmutableArray<Segment> Segments
    {
        get
        {
            lock (gate)
            {
                return directory.Segments;
            }
        }
    }

    /// <summary>The replies that are kept for clients after the last record.</summary>
    internal ImmutableArray<KeptReply> Kept
    {
        get
        {
            lock (gate)
            {
                return directory.Kept.Snapshot();
            }
        }
    }

    internal void Write(IReadOnlyList<JournalRecord> records)
    {
        var last = Continue(records);
        buffer.ResetWrittenCount();
        Frame.Format(buffer, records, confirmed, last.Header.Salt);
        unconfirmedSince ??= Stopwatch.GetTimestamp();
        RandomAccess.Write(file!, buffer.WrittenSpan, last.Length); // Continue opened it.
        lock (gate)
        {
            directory.ReplaceLast(last with
            {
                Newest = records[^1].End,
                Length = last.Length + buffer.WrittenCount,
                Marks = SegmentMark.Add(last.Marks, new SegmentMark(last.Length, last.Last, last.LastUpdate)),
            });
            foreach (var record in records)
            {
                directory.Kept.Take(record.Kept);
            }
        }

        if (buffer.Capacity > BufferKept)
        {
            buffer = new ArrayBufferWriter<byte>();
        }
    }

    internal void Confirm()
    {
        if (file is not null && unconfirmedSince is not null)
        {
            confirm(file);
            confirmed = directory.Segments[^1].Length;
            unconfirmedSince = null;
        }
    }

    internal void Truncate(UpdateNumber update)
    {
        lock (gate)
        {
            if (holds == 0)
            {
                directory.Truncate(update);
            }
        }
    }

    internal void Hold()
    {
        lock (gate)
        {
            holds++;
        }
    }

    internal void Release()
    {
        lock (gate)
        {
            holds--;
        }
    }

    internal void Reset(JournalEnd end, ImmutableArray<KeptReply> kept)
    {
        lock (gate)
        {
            file?.Dispose();
            (file, unconfirmedSince, confirmed) = (null, null, 0);
            directory.Reset(end, kept);
        }
    }

    public void Dispose() => file?.Dispose();

    /// <summary>The segment that takes the records; a record is never split.</summary>
    private Segment Continue(IReadOnlyList<JournalRecord> records)
    {
        if (directory.Segments is not [.., var last])
        {
            return Begin(records[0].Sequence, directory.Beginning.End?.Sequence ?? SequenceNumber.None);
        }

        var size = Frame.HeaderSize + records.Sum(record => (long)Frame.SizeOf(record));
        if (last.Length > SegmentHeader.Size && last.Length + size > options.SegmentSize)
        {
            Confirm();
            return Begin(records[0].Sequence, last.Last);
        }

        file ??= File.OpenHandle(last.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        return last;
    }

    private Segment Begin(SequenceNumber first, SequenceNumber previous)
    {
        file?.Dispose();
        var salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var path = directory.PathOf(first);
        var kept = Kept;
        if (!kept.IsEmpty)
        {
            KeptFile.Write(KeptFile.PathOf(path), kept);
        }

        var header = new SegmentHeader(first, previous, directory.Beginning.Generation, !kept.IsEmpty, salt);
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.Write(file, header.Format(), 0);
        StableStorage.Confirm(file);
        directory.Confirm();
        var segment = new Segment(path, header, null, SegmentHeader.Size, []);
        confirmed = segment.Length;
        lock (gate)
        {
            directory.Add(segment);
        }

        return segment;
    }
}
