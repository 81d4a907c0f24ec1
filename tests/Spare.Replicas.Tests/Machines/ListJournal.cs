using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests.Machines;

/// <summary>A journal in memory; update n belongs to sequence number n.</summary>
internal sealed class ListJournal : IJournal
{
    private readonly List<JournalRecord> records = [];
    private TaskCompletionSource appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JournalEnd? beginning;

    public JournalException? Failure { get; set; }

    public JournalEnd? End
    {
        get
        {
            lock (records)
            {
                return records is [.., var last] ? last.End : beginning;
            }
        }
    }

    public string? Damage { get; set; }

    public UpdateNumber? DamagedEnd => null;

    public long Cut => 0;

    string? IJournal.Failure => Failure?.Message;

    public void Append(ulong first, ulong last, int size = 1)
    {
        lock (records)
        {
            for (var number = first; number <= last; number++)
            {
                records.Add(new JournalRecord(
                    new SequenceNumber(number), new Instant((long)number), new UpdateNumber(number),
                    Digest.Of(BitConverter.GetBytes(number)), default, new byte[size]));
            }

            appended.SetResult();
            appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation)
    {
        lock (records)
        {
            records.Add(record);
        }

        return default;
    }

    public IDisposable Hold() => new MemoryStream(); // Nothing is truncated unless a test says so.

    public ImmutableArray<KeptReply> Kept { get; private set; } = [];

    public ValueTask<ImmutableArray<KeptReply>> KeptAtAsync(UpdateNumber update, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask ResetAsync(JournalEnd baseEnd, ImmutableArray<KeptReply> kept, CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        lock (records)
        {
            records.Clear();
            (beginning, Damage, Kept) = (baseEnd, null, kept);
        }

        return default;
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(
        UpdateNumber after, UpdateNumber atLeast, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        JournalRecord[] there;
        while (true)
        {
            Task more;
            lock (records)
            {
                there = [.. records];
                if (atLeast == UpdateNumber.None || End?.Update >= atLeast)
                {
                    break;
                }

                more = appended.Task;
            }

            await more.WaitAsync(cancellation);
        }

        foreach (var record in there.Where(record => record.Update > after))
        {
            yield return record;
        }
    }

    public ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation)
    {
        lock (records)
        {
            records.RemoveAll(record => record.Update <= update);
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;
}
