using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>
/// Reads one segment file and checks all of it. What was being written when power was lost is cut off at the end of
/// the last segment; damage to anything that the disk had confirmed is an error that names file and offset.
/// </summary>
internal sealed class SegmentScan(string path, SafeFileHandle file, long length)
{
    private const int SearchBlock = 64 * 1024;

    /// <summary>Where the whole frames end, once all records were read.</summary>
    internal long End { get; private set; } = SegmentHeader.Size;

    /// <summary>Places from which the records can be read as well, once all records were read.</summary>
    internal ImmutableArray<SegmentMark> Marks { get; private set; } = [];

    /// <summary>
    /// The last update of a damaged journal, from the frames that are whole. Power may have been lost in the middle of the
    /// frame after them; the disk had not confirmed that one.
    /// </summary>
    /// <param name="files">All of one generation, oldest first.</param>
    /// <returns>Null: it cannot be told.</returns>
    internal static UpdateNumber? LastUpdateOf(IReadOnlyList<string> files)
    {
        try
        {
            return files.Reverse().Select(LastUpdateOf).FirstOrDefault(update => update is not null);
        }
        catch (Exception unreadable) when (unreadable is JournalDamageException or IOException)
        {
            return null;
        }
    }

    internal SegmentHeader ReadHeader()
    {
        var bytes = new byte[SegmentHeader.Size];
        var count = Fill(bytes, 0);
        return SegmentHeader.Parse(bytes.AsSpan(0, count)) ?? throw Corrupt(0, "it does not begin like a journal");
    }

    /// <summary>The records up to the first thing that is no frame; throws when that cannot be a torn end.</summary>
    /// <param name="from">Where to begin; null: at the beginning.</param>
    internal IEnumerable<JournalRecord> ReadRecords(SegmentHeader header, bool mayBeTorn, SegmentMark? from = null)
    {
        var (last, update) = (from?.Sequence ?? header.Previous, from?.Update ?? UpdateNumber.None);
        End = from?.Offset ?? End;
        while (ReadFrame(End, header.Salt) is { } frame)
        {
            Marks = SegmentMark.Add(Marks, new SegmentMark(End, last, update));
            foreach (var record in Frame.Records(frame))
            {
                if (record.Sequence <= last)
                {
                    throw Corrupt(End, $"{record.Sequence} follows {last}");
                }

                (last, update) = (record.Sequence, record.Update);
                yield return record;
            }

            End += frame.Length;
        }

        if (End < length && !mayBeTorn)
        {
            throw Corrupt(End, "a checksum is wrong");
        }

        if (End < length)
        {
            DemandNothingConfirmed(header.Salt);
        }
    }

    private byte[]? ReadFrame(long offset, uint salt)
    {
        var header = new byte[Frame.HeaderSize];
        var body = Fill(header, offset) == header.Length ? Frame.BodyLength(header) : -1;
        if (body < 0 || offset + header.Length + body > length)
        {
            return null;
        }

        var frame = new byte[header.Length + body];
        return Fill(frame, offset) == frame.Length && Frame.IsWhole(frame, salt) ? frame : null;
    }

    private static UpdateNumber? LastUpdateOf(string path)
    {
        using var file = File.OpenHandle(path);
        var scan = new SegmentScan(path, file, RandomAccess.GetLength(file));
        return scan.WholeFrames(scan.ReadHeader().Salt, SegmentHeader.Size)
            .SelectMany(found => Frame.Records(found.Frame)).Max(record => (UpdateNumber?)record.Update);
    }

    /// <summary>A whole frame further on that was written when the disk had confirmed the damaged place already?</summary>
    private void DemandNothingConfirmed(uint salt)
    {
        foreach (var (at, frame) in WholeFrames(salt, End + 1))
        {
            if (Frame.Confirmed(frame) > End)
            {
                throw Corrupt(End, $"a checksum is wrong, and a later write at {at} is whole");
            }
        }
    }

    /// <summary>From there on, whatever stands between them.</summary>
    private IEnumerable<(long At, byte[] Frame)> WholeFrames(uint salt, long from)
    {
        var block = new byte[SearchBlock];
        for (var start = from; start < length; start += SearchBlock - Frame.HeaderSize)
        {
            var count = Fill(block, start);
            for (var at = Next(block.AsSpan(0, count), -1); at >= 0; at = Next(block.AsSpan(0, count), at))
            {
                if (ReadFrame(start + at, salt) is { } frame)
                {
                    yield return (start + at, frame);
                }
            }
        }
    }

    private static int Next(ReadOnlySpan<byte> bytes, int at)
    {
        var next = bytes[(at + 1)..].IndexOf(Frame.Magic);
        return next < 0 ? -1 : at + 1 + next;
    }

    private int Fill(Span<byte> bytes, long offset)
    {
        var total = 0;
        for (int count; total < bytes.Length; total += count)
        {
            count = RandomAccess.Read(file, bytes[total..], offset + total);
            if (count == 0)
            {
                break;
            }
        }

        return total;
    }

    private JournalDamageException Corrupt(long offset, string what) =>
        new($"the journal is damaged: {path} at offset {offset}: {what}");
}
