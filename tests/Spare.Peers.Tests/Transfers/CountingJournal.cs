using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Tests.Transfers;

/// <summary>A journal that counts the bytes of records that are read from it and appended to it.</summary>
internal sealed class CountingJournal(IJournal journal) : IJournal
{
    private long read;
    private long appended;

    /// <summary>Called with each append before it.</summary>
    public Action Appending { get; set; } = () => { };

    public long Read => Interlocked.Read(ref read);

    public long Appended => Interlocked.Read(ref appended);

    public JournalEnd? End => journal.End;

    public string? Damage => journal.Damage;

    public UpdateNumber? DamagedEnd => journal.DamagedEnd;

    public long Cut => journal.Cut;

    public string? Failure => journal.Failure;

    public ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation)
    {
        Appending();
        Interlocked.Add(ref appended, record.Request.Length + record.WriteSet.Length);
        return journal.AppendAsync(record, cancellation);
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(
        UpdateNumber after, UpdateNumber atLeast, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var record in journal.ReadAsync(after, atLeast, cancellation))
        {
            Interlocked.Add(ref read, record.Request.Length + record.WriteSet.Length);
            yield return record;
        }
    }

    public ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation) =>
        journal.TruncateAsync(update, cancellation);

    public IDisposable Hold() => journal.Hold();

    public ImmutableArray<KeptReply> Kept => journal.Kept;

    public ValueTask<ImmutableArray<KeptReply>> KeptAtAsync(UpdateNumber update, CancellationToken cancellation) =>
        journal.KeptAtAsync(update, cancellation);

    public ValueTask ResetAsync(JournalEnd baseEnd, ImmutableArray<KeptReply> kept, CancellationToken cancellation) =>
        journal.ResetAsync(baseEnd, kept, cancellation);

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
