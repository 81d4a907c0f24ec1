using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Updates;

/// <summary>
/// Agreed updates that the local passive replica has not got yet (SPARE 3.2). Says when it is time to wake it: after
/// <c>k</c> updates, after a while, or when asked to.
/// </summary>
public sealed class UpdateBuffer(UpdateBufferOptions options)
{
    private readonly Queue<(AgreedUpdate Update, Instant Since)> updates = new();
    private long bytes;
    private bool asked;

    public int Count => updates.Count;

    public UpdateNumber Last { get; private set; }

    /// <summary>An update of the passive replica is on its way; there is one at a time.</summary>
    public bool Updating { get; private set; }

    /// <summary>
    /// The buffer is full: the passive replica has not taken updates for so long that keeping more would endanger the
    /// manager's memory.
    /// </summary>
    public bool Full => updates.Count >= options.CountMaximum || bytes >= options.BytesMaximum;

    /// <summary>At most half of either bound is used.</summary>
    public bool HalfEmpty => updates.Count <= options.CountMaximum / 2 && bytes <= options.BytesMaximum / 2;

    /// <summary>What came up to this number is in the journal.</summary>
    public void Adopt(UpdateNumber last)
    {
        Invariant.Holds(updates.Count == 0);
        Last = last;
    }

    public void Add(AgreedUpdate update, Instant now)
    {
        Invariant.Holds(update.Number == Last.Next);
        Last = update.Number;
        updates.Enqueue((update, now));
        bytes += update.WriteSet.Length;
    }

    /// <summary>Wake the passive replica at the next occasion, whatever the count.</summary>
    public void Ask() => asked = true;

    /// <summary>What to apply now; empty when it is not time or an update is under way.</summary>
    public ImmutableArray<AgreedUpdate> TakeDue(Instant now)
    {
        if (Updating || updates.Count == 0 || !IsDue(now))
        {
            return [];
        }

        asked = false;
        Updating = true;
        return All;
    }

    /// <summary>What there is to apply up to that position, whether or not it is time; an update must not be under way.</summary>
    public ImmutableArray<AgreedUpdate> TakeUpTo(SequenceNumber last)
    {
        Invariant.Holds(!Updating);
        ImmutableArray<AgreedUpdate> due = [.. All.TakeWhile(update => update.Sequence <= last)];
        Updating = !due.IsEmpty;
        return due;
    }

    /// <summary>Everything that the passive replica may lack.</summary>
    public ImmutableArray<AgreedUpdate> All => [.. updates.Select(buffered => buffered.Update)];

    /// <summary>The passive replica has everything up to <paramref name="number"/>.</summary>
    public void Applied(UpdateNumber number)
    {
        Updating = false;
        while (updates.TryPeek(out var oldest) && oldest.Update.Number <= number)
        {
            bytes -= updates.Dequeue().Update.WriteSet.Length;
        }
    }

    /// <summary>The update did not come about; it is due again.</summary>
    public void NotApplied()
    {
        Updating = false;
        asked = true;
    }

    private bool IsDue(Instant now) =>
        asked || updates.Count >= options.Interval || now - updates.Peek().Since >= options.Pause;
}
