using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>What one receiver is given: the base, unless the journal has all that it lacks, and the records after it.</summary>
internal sealed class Donation(HostDisk disk, TransferChannel channel)
{
    private readonly RecordBatch batch = new();

    /// <returns>The end of this journal when all of it was sent.</returns>
    public async Task<JournalEnd> GiveAsync(JournalEnd? asked, CancellationToken cancellation)
    {
        // From before the base is looked at: what follows it must be there when it was sent.
        using var held = disk.Journal.Hold();
        JournalEnd from;
        if (asked is not null && await IsOnJournalAsync(asked, cancellation))
        {
            from = asked;
            await channel.SendAsync(TransferFrameKind.TailFollows, default, cancellation);
        }
        else
        {
            from = await GiveBaseAsync(cancellation);
        }

        var end = await GiveRecordsAsync(from, cancellation);
        await channel.SendAsync(TransferFrameKind.Done, JournalEndFields.Encode(end), cancellation);
        return end;
    }

    /// <summary>Both hosts agreed on everything up to that place, and all that follows is there.</summary>
    private async Task<bool> IsOnJournalAsync(JournalEnd asked, CancellationToken cancellation)
    {
        if (asked == End)
        {
            return true;
        }

        if (asked.Update >= End.Update)
        {
            return false;
        }

        var before = new UpdateNumber(Math.Max(asked.Update.Value, 1) - 1);
        await foreach (var record in disk.Journal.ReadAsync(before, UpdateNumber.None, cancellation))
        {
            return record.End == asked
                || (record.Update == asked.Update.Next && (asked == JournalEnd.Image || asked == disk.Base.End));
        }

        return false;
    }

    private JournalEnd End => disk.Journal.End ?? JournalEnd.Image;

    private async Task<JournalEnd> GiveBaseAsync(CancellationToken cancellation)
    {
        await using var sink = new DiskSink(channel);
        var end = await disk.Base.ExportAsync(
            async end =>
            {
                await channel.SendAsync(TransferFrameKind.BaseFollows, JournalEndFields.Encode(end), cancellation);
                var kept = await disk.Journal.KeptAtAsync(end.Update, cancellation);
                await channel.SendAsync(TransferFrameKind.Kept, KeptFrame.Encode(kept), cancellation);
                return sink;
            },
            cancellation);
        await (end == JournalEnd.Image
            ? channel.SendAsync(TransferFrameKind.ImageFollows, default, cancellation)
            : sink.EndAsync(cancellation));
        return end;
    }

    /// <summary>Until there are no more, those included that are appended meanwhile.</summary>
    private async Task<JournalEnd> GiveRecordsAsync(JournalEnd from, CancellationToken cancellation)
    {
        var last = from;
        while (End.Update > last.Update)
        {
            var before = last;
            await foreach (var record in disk.Journal.ReadAsync(last.Update, UpdateNumber.None, cancellation))
            {
                if (record.Update != last.Update.Next)
                {
                    throw new JournalException($"the journal goes on with {record.Update} after {last.Update}");
                }

                last = record.End;
                await GiveAsync(record, cancellation);
            }

            if (last == before)
            {
                throw new JournalException($"the journal has nothing after {last.Update} any more");
            }
        }

        await SendAsync(cancellation);
        return last;
    }

    private async Task GiveAsync(JournalRecord record, CancellationToken cancellation)
    {
        if (batch.TryAdd(record))
        {
            return;
        }

        await SendAsync(cancellation);
        batch.TryAdd(record);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (!batch.IsEmpty)
        {
            await channel.SendAsync(TransferFrameKind.Records, batch.Content, cancellation);
            batch.Clear();
        }
    }
}
