using System.Collections.Immutable;
using System.Security.Cryptography;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
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

    /// <summary>What is wrong with what the disk had confirmed; null: nothing.</summary>
    internal string? Damage { get; private set; }

    /// <summary>The last update in any file of a damaged journal; null: nobody knows.</summary>
    internal UpdateNumber? DamagedEnd { get; private set; }

    /// <summary>What the records follow; without an end, the journal was never reset.</summary>
    internal JournalBeginning Beginning { get; private set; } = new(0, null);

    /// <summary>The replies that are kept for clients at the end of what was found.</summary>
    internal KeptReplies Kept { get; } = new(KeptReplyOptions.Default);

    internal JournalEnd? End => Segments.LastOrDefault(segment => segment.Newest is not null)?.Newest ?? Beginning.End;

    internal static SegmentDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"the journal's directory cannot be made: {DiskRefusal.WordsOf(refused)}", refused);
        }

        var directory = new SegmentDirectory(path, Lock(path));
        try
        {
            directory.Scan();
            return directory;
        }
        catch (JournalDamageException damage)
        {
            directory.Damage = $"{damage.Message}; this host has to catch up from another one";
            return directory;
        }
        catch (Exception failed)
        {
            // The lock must not outlive a failed opening, whatever the reason.
            directory.Dispose();
            throw failed is IOException or UnauthorizedAccessException
                ? new JournalException($"the journal in {path} cannot be read: {DiskRefusal.WordsOf(failed)}", failed)
                : failed;
        }
    }

    internal string PathOf(SequenceNumber first) => Path.Combine(path, Segment.NameOf(first));

    /// <summary>A new file is there after a power failure only when its directory was confirmed.</summary>
    internal void Confirm() => StableStorage.ConfirmDirectory(path);

    internal void Add(Segment segment) => Segments = Segments.Add(segment);

    internal void ReplaceLast(Segment segment) => Segments = Segments.SetItem(Segments.Length - 1, segment);

    /// <summary>The last segment stays: it is being written. So does the newest record, wherever it is.</summary>
    internal void Truncate(UpdateNumber update)
    {
        var kept = Segments is [.., { Newest: null }] ? 2 : 1;
        var dropped = Segments.Take(Segments.Length - kept).TakeWhile(segment => segment.LastUpdate <= update).ToList();
        foreach (var segment in dropped)
        {
            File.Delete(segment.Path);
            File.Delete(KeptFile.PathOf(segment.Path));
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
            throw new JournalException($"the journal in {path} cannot be opened: {DiskRefusal.WordsOf(refused)}", refused);
        }
    }

    /// <summary>All segments are dropped; those of the old generation mean nothing from the first step on.</summary>
    internal void Reset(JournalEnd end, ImmutableArray<KeptReply> kept)
    {
        Beginning = new JournalBeginning(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))), end);
        KeptFile.Write(KeptFile.PathOf(path, Beginning.Generation), kept);
        Beginning.Write(path);
        Kept.Restore(kept);
        Segments = [];
        (Damage, DamagedEnd) = (null, null);
        Cut = 0;
        foreach (var file in Files())
        {
            File.Delete(file);
        }

        RemoveStrayKept();
        Confirm();
    }

    private string[] Files() => Directory.GetFiles(path, $"*{Segment.Extension}");

    private void Scan()
    {
        Beginning = JournalBeginning.Read(path);
        ScanSegments();
        if (Segments.IsEmpty)
        {
            Kept.Restore(Beginning.End is null ? [] : KeptFile.Read(KeptFile.PathOf(path, Beginning.Generation)));
        }

        RemoveStrayKept();
    }

    private void ScanSegments()
    {
        var files = Files();
        Array.Sort(files, StringComparer.Ordinal);
        files = [.. files.Where(file => !RemoveOutdated(file))];
        try
        {
            ScanSegments(files);
        }
        catch (JournalDamageException)
        {
            DamagedEnd = SegmentScan.LastUpdateOf(files);
            throw;
        }
    }

    private void ScanSegments(string[] files)
    {
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

    /// <summary>What belongs to no segment, nor to the last reset.</summary>
    private void RemoveStrayKept()
    {
        var needed = Files().Select(KeptFile.PathOf).Append(KeptFile.PathOf(path, Beginning.Generation)).ToHashSet();
        foreach (var file in Directory.GetFiles(path, $"*{KeptFile.Extension}").Where(file => !needed.Contains(file)))
        {
            File.Delete(file);
        }
    }

    /// <summary>Power was lost after a file was made and before its first record was confirmed.</summary>
    private void RemoveUnbegun(string file)
    {
        Cut += new FileInfo(file).Length;
        File.Delete(file);
        Confirm();
    }

    /// <summary>The journal was reset after this was written, and power was lost before it was removed.</summary>
    private bool RemoveOutdated(string file)
    {
        using (var handle = File.OpenHandle(file))
        {
            var header = new byte[SegmentHeader.Size];
            var count = RandomAccess.Read(handle, header, 0);
            if (SegmentHeader.Parse(header.AsSpan(0, count)) is not { } old || old.Generation == Beginning.Generation)
            {
                return false;
            }

            if (Beginning.End is null)
            {
                throw new JournalDamageException(
                    $"the journal in {path} is damaged: {file} was written after a reset, and what that said is missing");
            }
        }

        File.Delete(file);
        return true;
    }

    private void ScanSegment(string file, bool isLast)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, isLast ? FileAccess.ReadWrite : FileAccess.Read);
        var length = RandomAccess.GetLength(handle);
        var scan = new SegmentScan(file, handle, length);
        var header = scan.ReadHeader();
        if (Segments is [.., var previous] && header.Previous != previous.Last)
        {
            throw new JournalDamageException(
                $"the journal in {path} has a gap: {file} continues after {header.Previous}, "
                + $"but {previous.Path} ends with {previous.Last}");
        }

        if (Segments.IsEmpty)
        {
            Kept.Restore(new Segment(file, header, null, length, []).ReadKept());
        }

        JournalEnd? newest = null;
        try
        {
            foreach (var record in scan.ReadRecords(header, isLast))
            {
                newest = record.End;
                Kept.Take(record.Kept);
            }
        }
        finally
        {
            // Also what comes before a damaged place.
            Segments = Segments.Add(new Segment(file, header, newest, scan.End, scan.Marks));
        }

        if (isLast && newest is not null)
        {
            RandomAccess.SetLength(handle, scan.End);
            StableStorage.Confirm(handle);
            Cut += length - scan.End;
        }
        else if (isLast)
        {
            Segments = Segments.RemoveAt(Segments.Length - 1);
            RemoveUnbegun(file);
        }
    }
}
