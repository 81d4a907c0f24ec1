using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;

namespace Spare.Replication.Poison;

/// <summary>
/// The requests whose like is refused. It changes by ordered messages alone, with agreed times, so that all managers hold
/// the same.
/// </summary>
public sealed class Quarantine
{
    /// <summary>Beyond it the oldest entry goes.</summary>
    public const int EntriesMaximum = QuarantineTold.EntriesMaximum;

    /// <summary>
    /// After so long requests are accepted again: what hung because everything was slow is not refused for ever, and poison
    /// costs some replicas once in that time.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private ImmutableArray<QuarantineEntry> entries = [];

    /// <summary>What a host that returns has to be given: oldest first.</summary>
    public ImmutableArray<QuarantineEntry> Snapshot() => entries;

    /// <summary>
    /// Takes over what another host held. Whoever merges the same into the same, or into less, holds the same afterwards.
    /// </summary>
    public void Restore(ImmutableArray<QuarantineEntry> snapshot) => entries =
    [
        .. entries.Concat(snapshot).GroupBy(entry => entry.Likeness)
            .Select(alike => alike.MaxBy(entry => (entry.Time.Microseconds, entry.Sequence.Value))!)
            .OrderBy(entry => entry.Time).ThenBy(entry => entry.Likeness).TakeLast(EntriesMaximum),
    ];

    public bool IsEmpty => entries.IsEmpty;

    /// <summary>Null: requests like that are accepted.</summary>
    public QuarantineEntry? Find(Digest likeness, Instant now) =>
        entries.FirstOrDefault(entry => entry.Likeness == likeness && now - entry.Time < Lifetime);

    /// <summary>An entry about requests like that is replaced.</summary>
    /// <returns>The entry that had to go to make room; null when none had to.</returns>
    public QuarantineEntry? Add(QuarantineEntry entry)
    {
        entries = [.. entries.Where(other => other.Likeness != entry.Likeness && entry.Time - other.Time < Lifetime), entry];
        if (entries.Length <= EntriesMaximum)
        {
            return null;
        }

        var oldest = entries[0];
        entries = entries.RemoveAt(0);
        return oldest;
    }

    /// <summary>False: there was none.</summary>
    public bool Release(Digest likeness)
    {
        var before = entries.Length;
        entries = entries.RemoveAll(entry => entry.Likeness == likeness);
        return entries.Length < before;
    }
}
