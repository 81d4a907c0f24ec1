using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Serving;

namespace Spare.Simulation.Hosts;

/// <summary>A journal with group commit: one flush makes everything durable that was appended before it began.</summary>
public sealed class SimulatedJournal(Timeline timeline, SeededRandom random, Action<ManagerEvent> sink)
{
    private readonly List<ManagerEffect.AppendToJournal> records = [];
    private SequenceNumber appended;
    private SequenceNumber durable;
    private bool flushing;
    private bool failed;

    /// <summary>Factor on the time of a flush.</summary>
    public int Slowness { get; set; } = 1;

    public void Append(ManagerEffect.AppendToJournal record)
    {
        records.Add(record);
        appended = record.Update.Sequence;
        Flush();
    }

    /// <summary>Its own file, so it may be done before or after what is appended at the same time.</summary>
    public void Record(ServingEpoch epoch) => timeline.After(random.Between(50, 1_500) * Slowness, () =>
    {
        if (!failed)
        {
            sink(new ManagerEvent.EpochRecorded(epoch.Epoch));
        }
    });

    /// <summary>Brings a replica that was made from the base up to what is in the journal.</summary>
    public void Replay(SimulatedPassive passive) => passive.Apply([.. records.Select(record => record.Update)]);

    public void Fail()
    {
        failed = true;
        sink(new ManagerEvent.JournalFailed("disk full"));
    }

    private void Flush()
    {
        if (flushing || failed || durable == appended)
        {
            return;
        }

        flushing = true;
        var target = appended;
        timeline.After(random.Between(50, 1_500) * Slowness, () =>
        {
            flushing = false;
            if (!failed)
            {
                durable = target;
                sink(new ManagerEvent.Journaled(target));
                Flush();
            }
        });
    }
}
