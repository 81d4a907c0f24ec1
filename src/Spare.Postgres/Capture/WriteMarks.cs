using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Spare.Postgres.Sessions;
using Spare.Protocol;

namespace Spare.Postgres.Capture;

/// <summary>
/// Sets the marks between which a write's commits lie, in one round trip each: the check that the database is quiet,
/// the positions of its sequences, the end of one write and the beginning of the next.
/// </summary>
/// <remarks>
/// Every write waits for it. A thread that waited in a call would have to be woken besides the one that goes on with the
/// answer.
/// </remarks>
internal sealed class WriteMarks : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(16);

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand mark;
    private readonly NpgsqlParameter ended = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter begun = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<bool> quietOrNot = new() { TypedValue = false };

    /// <summary>Of those who flush beside whoever sets marks.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    private WriteMarks(NpgsqlConnection connection)
    {
        this.connection = connection;
        mark = new NpgsqlCommand("SELECT spare.mark($1, $2, $3)", connection);
        mark.Parameters.Add(ended);
        mark.Parameters.Add(begun);
        mark.Parameters.Add(quietOrNot);
    }

    public static async Task<WriteMarks> OpenAsync(DatabaseAddress database, CancellationToken cancellation)
    {
        var marks = new WriteMarks(new NpgsqlConnection(database.ConnectionString));
        try
        {
            await marks.connection.OpenAsync(cancellation).ConfigureAwait(false);
            await marks.mark.PrepareAsync(cancellation).ConfigureAwait(false);
            return marks;
        }
        catch
        {
            await marks.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task BeginAsync(SequenceNumber sequence, CancellationToken cancellation) =>
        await MarkAsync(null, sequence, force: false, cancellation).ConfigureAwait(false);

    /// <summary>
    /// Marks nothing; has everything flushed that was logged so far. A commit that logged nothing itself would flush nothing.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_logical_emit_message(false, '{MarkContent.Flush}', ''), pg_current_xact_id()::text", connection);
        await InTurnAsync(command.ExecuteNonQueryAsync, cancellation).ConfigureAwait(false);
    }

    /// <summary>Where every sequence stands now, as the marks tell it.</summary>
    public async Task<string> PositionsAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT spare.positions()", connection);
        return (string)(await InTurnAsync(command.ExecuteScalarAsync, cancellation).ConfigureAwait(false))!; // A function of type text.
    }

    /// <summary>The marks of a write that nobody reads, in a transaction that is taken back.</summary>
    public async Task RehearseAsync(CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await PositionsAsync(cancellation).ConfigureAwait(false);
        var nobody = default(SequenceNumber);
        await CallAsync(null, nobody, force: false, cancellation).ConfigureAwait(false);
        await CallAsync(nobody, nobody, force: false, cancellation).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellation).ConfigureAwait(false);
    }

    public async Task EndSessionAsync(int process, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = process });
        await InTurnAsync(command.ExecuteNonQueryAsync, cancellation).ConfigureAwait(false);
    }

    /// <returns><c>null</c>, or who was still busy at the deadline.</returns>
    public async Task<string?> EndAsync(
        SequenceNumber sequence, TimeSpan quietWithin, SequenceNumber? next, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        while (await MarkAsync(sequence, next, force: false, cancellation).ConfigureAwait(false) is not null)
        {
            if (Stopwatch.GetElapsedTime(started) >= quietWithin)
            {
                return await MarkAsync(sequence, next, force: true, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await mark.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
    }

    private async Task<string?> MarkAsync(
        SequenceNumber? end, SequenceNumber? begin, bool force, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(end, begin, force, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (end is { } ended)
        {
            // The service dropped a sequence. The write set will be refused for it; the write has to end all the same.
            await EndWithoutPositionsAsync(ended, exception.MessageText, cancellation).ConfigureAwait(false);
            return begin is null ? null : await CallAsync(null, begin, force, cancellation).ConfigureAwait(false);
        }
    }

    private async Task EndWithoutPositionsAsync(SequenceNumber sequence, string reason, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {MessageDecoding.TellOf(connection)}(false, '{MarkContent.EndWithoutPositions}', $1), pg_current_xact_id()::text",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{(long)sequence.Value}\n{reason}" });
        await InTurnAsync(command.ExecuteNonQueryAsync, cancellation).ConfigureAwait(false);
    }

    private async Task<string?> CallAsync(
        SequenceNumber? end, SequenceNumber? begin, bool force, CancellationToken cancellation)
    {
        ended.Value = end is { } ending ? (long)ending.Value : DBNull.Value;
        begun.Value = begin is { } beginning ? (long)beginning.Value : DBNull.Value;
        quietOrNot.TypedValue = force;
        return await InTurnAsync(mark.ExecuteScalarAsync, cancellation).ConfigureAwait(false) as string;
    }

    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> execute, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await execute(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }
}
