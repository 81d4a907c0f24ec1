using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Repeats;
using Spare.Replication.Return;
using Spare.Replication.Serving;
using Spare.Replication.Updates;
using Spare.Simulation.Checking;

namespace Spare.Simulation.Hosts;

/// <summary>
/// The disk of a host: a journal with group commit, where one flush makes everything durable that was appended before it
/// began, and the epoch in which the host served last. What is durable survives the manager.
/// </summary>
public sealed class SimulatedJournal(SeededRandom random, Action<long, Action> after, Action<ManagerEvent> sink)
{
    private readonly List<ManagerEffect.AppendToJournal> records = [];
    private readonly Queue<ServingEpoch> recording = new();
    private int durable;
    private ServingEpoch? served;
    private bool flushing;
    private bool damaged;

    /// <summary>Its disk is full: it takes nothing more until the manager ends.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Factor on the time of a flush.</summary>
    public int Slowness { get; set; } = 1;

    public ImmutableArray<JournaledUpdate> Records =>
        [.. records.Select(record => new JournaledUpdate(record.Update, record.Time, record.Request, record.Kept?.Key))];

    /// <summary>How far what is durable goes.</summary>
    public JournalEnd End => durable == 0
        ? JournalEnd.Image
        : new JournalEnd(
            records[durable - 1].Update.Sequence, records[durable - 1].Time, records[durable - 1].Update.Number,
            records[durable - 1].Chain);

    /// <summary>What the next manager finds; null: no manager was here before.</summary>
    public HostPast? Past => served is null && durable == 0 ? null
        : damaged ? new HostPast(served, null) { DamagedEnd = End.Update }
        : new HostPast(served, End) { Kept = Kept };

    /// <summary>The replies that are kept under keys, as far as what is durable goes.</summary>
    public ImmutableArray<KeptReply> Kept
    {
        get
        {
            var kept = new KeptReplies(KeptReplyOptions.Default);
            foreach (var record in records.Take(durable))
            {
                kept.Take(record.Kept);
            }

            return kept.Snapshot();
        }
    }

    public void Append(ManagerEffect.AppendToJournal record)
    {
        Invariant.Holds(record.Update.Number.Value == (ulong)records.Count + 1);
        records.Add(record);
        Flush();
    }

    /// <summary>
    /// Its own file, so it may be done before or after what is appended at the same time; but one epoch after the other.
    /// </summary>
    public void Record(ServingEpoch epoch)
    {
        recording.Enqueue(epoch);
        after(random.Between(50, 1_500) * Slowness, () =>
        {
            var next = recording.Dequeue();
            if (!HasFailed)
            {
                served = next;
                sink(new ManagerEvent.EpochRecorded(next.Epoch));
            }
        });
    }

    /// <summary>Brings a replica that was made from the base up to what is in the journal.</summary>
    public void Replay(SimulatedPassive passive) => passive.Apply([.. records.Select(record => record.Update)]);

    /// <summary>The digest of all verdicts up to that update; none when the journal does not go so far.</summary>
    public Digest ChainAt(UpdateNumber number) =>
        number != UpdateNumber.None && number.Value <= (ulong)records.Count ? records[(int)number.Value - 1].Chain : default;

    public void Fail()
    {
        HasFailed = true;
        sink(new ManagerEvent.JournalFailed("disk full"));
    }

    /// <summary>The manager ended: what was not durable is gone, or just made it.</summary>
    public void Crash()
    {
        durable = (int)random.Between(durable, records.Count);
        records.RemoveRange(durable, records.Count - durable);
        (flushing, HasFailed) = (false, false);
        recording.Clear();
    }

    /// <summary>Nothing of it can be used but how far it went.</summary>
    public void Damage() => damaged = true;

    /// <summary>Takes what is durable at another host instead, or only its beginning.</summary>
    public void Take(SimulatedJournal donor, bool whole)
    {
        var count = whole ? donor.durable : (int)random.Between(0, donor.durable);
        records.Clear();
        records.AddRange(donor.records.Take(count));
        durable = count;
        damaged = false;
    }

    private void Flush()
    {
        if (flushing || HasFailed || durable == records.Count)
        {
            return;
        }

        flushing = true;
        var target = records.Count;
        after(random.Between(50, 1_500) * Slowness, () =>
        {
            flushing = false;
            if (!HasFailed)
            {
                durable = target;
                sink(new ManagerEvent.Journaled(records[target - 1].Update.Sequence));
                Flush();
            }
        });
    }
}
