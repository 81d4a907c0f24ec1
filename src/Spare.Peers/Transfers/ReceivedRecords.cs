using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>Takes records as they come into the journal, one frame on its way to the disk while the next one comes.</summary>
internal sealed class ReceivedRecords(IJournal journal, JournalEnd begin)
{
    private JournalEnd last = begin;
    private Task appending = Task.CompletedTask;

    /// <returns>The end that the donor said, once it is on the disk.</returns>
    public async Task<JournalEnd> TakeAsync(TransferChannel channel, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var frame = await channel.ReceiveAsync(cancellation);
                await appending;
                if (frame.Kind == TransferFrameKind.Done)
                {
                    return Demand(JournalEndFields.Parse(frame.Content));
                }

                appending = frame.Kind == TransferFrameKind.Records
                    ? AppendAsync(RecordBatch.Parse(frame.Content))
                    : throw Unexpected.In(frame, "records");
            }
        }
        catch (IOException) when (appending.IsFaulted)
        {
            // It was first, and says more than that the connection is lost as well.
            await appending;
            throw;
        }
        finally
        {
            // Whoever calls next is the only one who appends.
            await appending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private JournalEnd Demand(JournalEnd said) => said == last
        ? said
        : throw new IOException($"the donor ends with {said.Update}, and its records with {last.Update}");

    private Task AppendAsync(List<JournalRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Update != last.Update.Next || record.Sequence <= last.Sequence)
            {
                throw new IOException(
                    $"{record.Update} at {record.Sequence} came after {last.Update} at {last.Sequence}");
            }

            last = record.End;
        }

        // The calls decide the order; the disk confirms many at once. None is left half way: nobody could go on after it.
        return Task.WhenAll(records.ConvertAll(record => journal.AppendAsync(record, CancellationToken.None).AsTask()));
    }
}
