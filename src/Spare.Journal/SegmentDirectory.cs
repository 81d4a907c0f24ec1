using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>The journal's files. One process at a time holds their lock.</summary>
internal sealed class SegmentDirectory : IDisposable
{
    private readonly string path;
    private readonly FileStream exclusive;

    private SegmentDirectory(string path, FileStream exclusive)
    {
        this.path = path;
        this.exclusive = exclusive;
    }

    /// <summary>Oldest first; all but the last are complete.</summary>
    internal ImmutableArray<Segment> Segments { get; private set; } = [];

    /// <summary>Bytes of an unfinished write that were cut off the end when the journal was opened.</summary>
    internal long Cut { get; private set; }

    internal static SegmentDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"the journal's directory cannot be made: {refused.Message}", refused);
        }

        var directory = new SegmentDirectory(path, Lock(path));
        try
        {
            directory.Scan();
            return directory;
        }
        catch (Exception failed)
        {
            // The lock must not outlive a failed opening, whatever the reason.
            directory.Dispose();
            throw failed is IOException or UnauthorizedAccessException
                ? new JournalException($"the journal in {path} cannot be read: {failed.Message}", failed)
                : failed;
        }
    }

    internal string PathOf(SequenceNumber first) => Path.Combine(path, Segment.NameOf(first));

    /// <summary>A new file is there after a power failure only when its directory was confirmed.</summary>
    internal void Confirm() => StableStorage.ConfirmDirectory(path);

    internal void Add(Segment segment) => Segments = Segments.Add(segment);

    internal void ReplaceLast(Segment segment) => Segments = Segments.SetItem(Segments.Length - 1, segment);

    /// <summary>The last segment stays: it is being written.</summary>
    internal void Truncate(UpdateNumber update)
    {
        var dropped = Segments.Take(Segments.Length - 1).TakeWhile(segment => segment.LastUpdate <= update).ToList();
        foreach (var segment in dropped)
        {
            File.Delete(segment.Path);
        }

        if (dropped.Count > 0)
        {
            Segments = Segments.RemoveRange(0, dropped.Count);
            Confirm();
        }
    }

    public void Dispose() => exclusive.Dispose();

    private static FileStream Lock(string path)
    {
        var file = Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new JournalException(
                $"the journal in {path} is in use: {file} is locked by another process, end that one first", held);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new JournalException($"the journal in {path} cannot be opened: {refused.Message}", refused);
        }
    }

    private void Scan()
    {
        var files = Directory.GetFiles(path, $"*{Segment.Extension}");
        Array.Sort(files, StringComparer.Ordinal);
        for (var number = 0; number < files.Length; number++)
        {
            var isLast = number == files.Length - 1;
            if (isLast && new FileInfo(files[number]).Length <= SegmentHeader.Size)
            {
                RemoveUnbegun(files[number]);
                return;
            }

            ScanSegment(files[number], isLast);
        }
    }

    /// <summary>Power was lost after a file was made and before its first record was confirmed.</summary>
    private void RemoveUnbegun(string file)
    {
        Cut += new FileInfo(file).Length;
        File.Delete(file);
        Confirm();
    }

    private void ScanSegment(string file, bool isLast)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, isLast ? FileAccess.ReadWrite : FileAccess.Read);
        var length = RandomAccess.GetLength(handle);
        var scan = new SegmentScan(file, handle, length);
        var header = scan.ReadHeader();
        if (Segments is [.., var previous] && header.Previous != previous.Last)
        {
            throw new JournalException(
                $"the journal in {path} has a gap: {file} continues after {header.Previous}, "
                + $"but {previous.Path} ends with {previous.Last}");
        }

        var (last, update) = (header.Previous, UpdateNumber.None);
        foreach (var record in scan.ReadRecords(header, isLast))
        {
            (last, update) = (record.Sequence, record.Update);
        }

        Segments = Segments.Add(new Segment(file, header, last, update, scan.End));
        if (isLast)
        {
            RandomAccess.SetLength(handle, scan.End);
            StableStorage.Confirm(handle);
            Cut += length - scan.End;
        }
    }
}
