using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;

namespace Spare.Runtime.Ports;

/// <summary>
/// The durable, checksummed record of ordered writes and their agreed updates on this host. Appends are grouped: one
/// flush makes all records durable that were appended before it.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>
    /// The newest durable record, or what <see cref="ResetAsync"/> said when none came since; null when this journal has
    /// never had anything.
    /// </summary>
    JournalEnd? End { get; }

    /// <summary>The replies that are kept for clients where the journal ends (<see cref="KeptReplies"/>).</summary>
    ImmutableArray<KeptReply> Kept { get; }

    /// <summary>
    /// What is wrong with records that the disk had confirmed; null: nothing. Records before the damage can be read, none
    /// is taken until the journal is reset.
    /// </summary>
    string? Damage { get; }

    /// <summary>
    /// The last update of a damaged journal: the disk confirmed none after it. Null: it is not damaged, or so much of it is
    /// that nobody knows.
    /// </summary>
    UpdateNumber? DamagedEnd { get; }

    /// <summary>Bytes of an unfinished write that were found at the end, and cut off, when the journal was opened.</summary>
    long Cut { get; }

    /// <summary>Why it takes no record any more: one could not be written. Null: none failed.</summary>
    string? Failure { get; }

    /// <summary>
    /// Completes when the record, and all before it, are on stable storage. Records are appended in the order of the
    /// calls, by one caller at a time. Throws <see cref="JournalException"/> when the disk fails or is full; after
    /// that the journal refuses everything.
    /// </summary>
    ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation);

    /// <summary>
    /// Waits until the update <paramref name="atLeast"/> is on stable storage, then reads the records with updates after
    /// <paramref name="after"/> that are there then, oldest first. Holds one group of records at a time; records may be
    /// appended meanwhile. What is truncated meanwhile is still read.
    /// </summary>
    /// <exception cref="JournalException">The journal failed before that update, was closed, or is damaged.</exception>
    IAsyncEnumerable<JournalRecord> ReadAsync(
        UpdateNumber after, UpdateNumber atLeast, CancellationToken cancellation);

    /// <summary>
    /// Drops whole segments whose records all have updates up to <paramref name="update"/>; while the journal is held, that
    /// is left to the next call.
    /// </summary>
    ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation);

    /// <summary>Nothing is truncated until what it returns is disposed.</summary>
    IDisposable Hold();

    /// <summary>
    /// Forgets all records and any damage: the next record has the update after that of <paramref name="baseEnd"/>. A loss
    /// of power leaves all of the old records or none. No append may be under way.
    /// </summary>
    /// <param name="kept">The replies that are kept for clients at that place.</param>
    ValueTask ResetAsync(JournalEnd baseEnd, ImmutableArray<KeptReply> kept, CancellationToken cancellation);

    /// <summary>
    /// The replies that are kept for clients after that update, which is that of a base: records after it are there. The
    /// journal is held.
    /// </summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    ValueTask<ImmutableArray<KeptReply>> KeptAtAsync(UpdateNumber update, CancellationToken cancellation);
}

/// <summary>An ordered write with the update that was agreed for it.</summary>
/// <param name="Time">The agreed time of its position.</param>
/// <param name="Chain">The digest of all verdicts, that on this write included.</param>
public sealed record JournalRecord(
    SequenceNumber Sequence, Instant Time, UpdateNumber Update, Digest Chain, ReadOnlyMemory<byte> Request,
    ReadOnlyMemory<byte> WriteSet)
{
    public JournalEnd End => new(Sequence, Time, Update, Chain);

    /// <summary>The reply, if the client named the request.</summary>
    public KeptReply? Kept { get; init; }
}

/// <summary>The disk failed or is full; the message names the file and what to do.</summary>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
