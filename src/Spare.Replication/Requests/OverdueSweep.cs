using Spare.Protocol;
using Spare.Replication.Activation;

namespace Spare.Replication.Requests;

/// <summary>
/// Looks for requests that have waited too long (SPARE 4.1.3). Nobody is late while a lower write is unsettled or a
/// host makes a new replica: the wait has another cause then, which has its own deadline. Nor is anybody when this manager
/// stood still: what it waited for may wait for it.
/// </summary>
internal sealed class OverdueSweep(
    ReplicationOptions options, RequestWindow window, WritePath writes, ReadPath reads, Settlement settlement,
    Successions successions, Outbox outbox)
{
    private Instant? swept;

    public void Run()
    {
        var stoodStill = outbox.Now - swept > options.StandstillMaximum;
        swept = outbox.Now;
        var waits = successions.Replacements.Excuse(outbox.Now) || successions.Misses || stoodStill;
        if (waits)
        {
            writes.FirstWaits();
        }
        else
        {
            settlement.AskIfOverdue();
            successions.PutBack(settlement.Epoch);
        }

        reads.Sweep();
        var open = window.InOrder.Where(pending => pending is { IsDecidedAtEntry: true, Decided: null, Ended: false }).ToArray();
        foreach (var read in open)
        {
            if (waits || read.Sequence > writes.First)
            {
                read.Excuse(outbox.Now);
            }
            else if (read.IsOverdue(outbox.Now))
            {
                End(read);
            }
        }

        successions.Running.Prune();
    }

    private void End(PendingRequest read)
    {
        if (read.ClientWaits)
        {
            reads.DisputeOverdue(read);
        }
        else if (read.IsRead && !successions.Running.All.Any(replica => replica.IsExecuting(read.Sequence)))
        {
            window.Remove(read.Sequence); // Its entry manager has given it up as well.
        }
    }
}
