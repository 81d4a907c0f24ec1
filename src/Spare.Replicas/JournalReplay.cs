using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>Gives a replica that was made from the base the updates since then (the S' of SPARE 4.2).</summary>
internal sealed class JournalReplay(IJournal journal, TimeSpan batchWithin)
{
    private const int BatchUpdates = 500;

    /// <summary>Requests count as well: a record keeps everything in memory that it was read with.</summary>
    private const long BatchBytes = 8 * 1024 * 1024;

    /// <summary>Applies everything in the journal that the replica lacks, in batches of bounded size.</summary>
    /// <exception cref="ReplicaException">It refused, did not finish, or the journal begins too late for it.</exception>
    /// <exception cref="JournalException">The journal failed.</exception>
    /// <param name="before">Only what stands before that position; null: everything.</param>
    public async Task ApplyAsync(
        PassiveReplica replica, UpdateNumber atLeast, CancellationToken cancellation, SequenceNumber? before = null)
    {
        var batch = ImmutableArray.CreateBuilder<AgreedUpdate>();
        var (last, bytes) = (replica.Update, 0L);
        await foreach (var record in journal.ReadAsync(replica.Update, atLeast, cancellation))
        {
            if (record.Sequence >= before)
            {
                break;
            }

            if (record.Update != last.Next)
            {
                throw new ReplicaException($"The journal goes on with {record.Update}, and {replica.Machine.Id} is at {last}.");
            }

            last = record.Update;
            batch.Add(new AgreedUpdate(record.Update, record.Sequence, record.WriteSet));
            bytes += record.Request.Length + record.WriteSet.Length;
            if (batch.Count >= BatchUpdates || bytes >= BatchBytes)
            {
                await replica.ApplyAsync(batch.DrainToImmutable(), batchWithin, cancellation);
                bytes = 0;
            }
        }

        await replica.ApplyAsync(batch.DrainToImmutable(), batchWithin, cancellation);
    }
}
