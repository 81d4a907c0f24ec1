using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Repeats;

namespace Spare.Journal;

/// <summary>Finds what was kept for clients at an earlier place of the journal.</summary>
internal static class KeptReading
{
    /// <summary>After that update, from the nearest segment that begins before it.</summary>
    internal static async Task<ImmutableArray<KeptReply>> AtAsync(
        ImmutableArray<Segment> segments, UpdateNumber update, CancellationToken cancellation)
    {
        var from = segments.Length - 1;
        while (from > 0 && segments[from - 1].LastUpdate > update)
        {
            from--;
        }

        var kept = new KeptReplies(KeptReplyOptions.Default);
        kept.Restore(segments[from].ReadKept());
        using var files = new OpenSegments(segments.Skip(from), UpdateNumber.None);
        foreach (var scan in files.Scans)
        {
            await Task.Yield();
            foreach (var record in scan().TakeWhile(record => record.Update <= update))
            {
                cancellation.ThrowIfCancellationRequested();
                kept.Take(record.Kept);
            }
        }

        return kept.Snapshot();
    }
}
