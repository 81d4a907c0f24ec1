using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>Segments that are being read: what is truncated meanwhile stays readable until this is disposed.</summary>
internal sealed class OpenSegments : IDisposable
{
    private readonly List<(Segment Segment, SafeFileHandle File)> files = [];
    private readonly UpdateNumber after;

    /// <summary>Segments that are gone already are left out.</summary>
    internal OpenSegments(IEnumerable<Segment> segments, UpdateNumber after)
    {
        this.after = after;
        try
        {
            foreach (var segment in segments)
            {
                if (Open(segment.Path) is { } file)
                {
                    files.Add((segment, file));
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Oldest first; a few records up to that update may come as well. They throw <see cref="JournalException"/> for what is
    /// damaged.
    /// </summary>
    internal IEnumerable<Func<IEnumerable<JournalRecord>>> Scans =>
        files.Select(file => (Func<IEnumerable<JournalRecord>>)(() => Read(file.Segment, file.File, after)));

    public void Dispose() => files.ForEach(file => file.File.Dispose());

    private static IEnumerable<JournalRecord> Read(Segment segment, SafeFileHandle file, UpdateNumber after)
    {
        using var records = new SegmentScan(segment.Path, file, segment.Length)
            .ReadRecords(segment.Header, mayBeTorn: false, segment.MarkBefore(after)).GetEnumerator();
        while (Next(records) is { } record)
        {
            yield return record;
        }
    }

    private static JournalRecord? Next(IEnumerator<JournalRecord> records)
    {
        try
        {
            return records.MoveNext() ? records.Current : null;
        }
        catch (Exception damage) when (damage is JournalDamageException or IOException)
        {
            throw new JournalException(damage.Message, damage);
        }
    }

    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
