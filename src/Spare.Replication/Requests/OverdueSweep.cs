using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Serving;

namespace Spare.Replication.Requests;

/// <summary>
/// Looks for requests that have waited too long (SPARE 4.1.3). Nobody is late while a lower write is unsettled or a
/// host makes a new replica: the wait has another cause then, which has its own deadline.
/// </summary>
internal sealed class OverdueSweep(
    ReplicationOptions options, RequestWindow window, WritePath writes, ReadPath reads, Outbox outbox)
{
    public void Run(Epoch epoch, Replacements replacements, LocalReplica replica)
    {
        if (replacements.Any)
        {
            writes.FirstWaits();
        }
        else
        {
            writes.VoidOverdue(epoch);
        }

        foreach (var read in window.InOrder.Where(pending => pending is { IsRead: true, Decided: null }).ToArray())
        {
            if (replacements.Any || read.Sequence > writes.First)
            {
                read.Excuse(outbox.Now);
            }
            else if (read.IsOverdue(options.Terms(read.Ordered.Route).Deadline, outbox.Now))
            {
                End(read, replica);
            }
        }

        if (replica.Waiting > window.Count)
        {
            replica.Prune();
        }
    }

    private void End(PendingRequest read, LocalReplica replica)
    {
        if (read.ClientWaits)
        {
            reads.RefuseOverdue(read);
        }
        else if (!replica.IsExecuting(read.Sequence))
        {
            window.Remove(read.Sequence); // Its entry manager has given it up as well.
        }
    }
}
