using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>Where the journal is, and its bounds.</summary>
public sealed record JournalOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>Holds nothing but the journal. Made when it is missing.</summary>
    public required string Directory { get; init; }

    public JournalSync Sync { get; init; } = new JournalSync.BeforeReply();

    /// <summary>A file that would grow larger is followed by the next one; truncation removes whole files.</summary>
    public long SegmentSize { get; init; } = 64 * MiB;

    /// <summary>Records that are not durable yet; further callers wait. One larger record may be alone.</summary>
    public long QueueBytesMaximum { get; init; } = 16 * MiB;

    public int QueueRecordsMaximum { get; init; } = 4096;

    /// <summary>Request and write set together; more is a mistake of the caller's.</summary>
    public int RecordMaximum { get; init; } = (int)(64 * MiB);

    internal void Demand()
    {
        var problems = Problems().ToList();
        if (problems.Count > 0)
        {
            throw new JournalException($"the journal's options are wrong: {string.Join("; ", problems)}");
        }
    }

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Directory))
        {
            yield return "the directory is not given";
        }

        if (SegmentSize is < 4096 or > 1024 * MiB)
        {
            yield return "a segment must have 4 KiB to 1 GiB";
        }

        if (QueueBytesMaximum is < 1 or > 64 * MiB || QueueRecordsMaximum is < 1 or > 1_000_000)
        {
            yield return "the queue must hold 1 to 1,000,000 records of 1 byte to 64 MiB in all";
        }

        if (RecordMaximum is < 1 or > (int)(64 * MiB))
        {
            yield return "a record must have 1 byte to 64 MiB";
        }

        if (Sync is JournalSync.Interval { Longest.TotalMilliseconds: not (>= 1 and <= 60_000) })
        {
            yield return "the sync interval must be 1 ms to 60 s";
        }
    }
}
