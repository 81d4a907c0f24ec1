using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Spare.Postgres.Sessions;
using Spare.Protocol;

namespace Spare.Postgres.Capture;

/// <summary>
/// Sets the marks between which a write's commits lie, in one round trip each: the check that the database is quiet,
/// the positions of its sequences, the end of one write and the beginning of the next. Every write waits for it, so
/// the session is used synchronously from its opening on: its socket stays a blocking one, and an answer wakes the
/// thread that waits for it instead of two others before it.
/// </summary>
internal sealed class WriteMarks : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(16);

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand mark;
    private readonly NpgsqlParameter ended = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter begun = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<bool> quietOrNot = new() { TypedValue = false };

    private WriteMarks(NpgsqlConnection connection)
    {
        this.connection = connection;
        mark = new NpgsqlCommand("SELECT spare.mark($1, $2, $3)", connection);
        mark.Parameters.Add(ended);
        mark.Parameters.Add(begun);
        mark.Parameters.Add(quietOrNot);
    }

    public static WriteMarks Open(DatabaseAddress database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        connection.Open();
        var marks = new WriteMarks(connection);
        marks.mark.Prepare();
        return marks;
    }

    public void Begin(SequenceNumber sequence) => Mark(null, sequence, force: false);

    /// <summary>Where every sequence stands now, as the marks tell it.</summary>
    public string Positions()
    {
        using var command = new NpgsqlCommand("SELECT spare.positions()", connection);
        return (string)command.ExecuteScalar()!; // A function of type text.
    }

    /// <returns><c>null</c>, or who was still busy at the deadline.</returns>
    public async Task<string?> EndAsync(
        SequenceNumber sequence, TimeSpan quietWithin, SequenceNumber? next, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        while (Mark(sequence, next, force: false) is not null)
        {
            if (Stopwatch.GetElapsedTime(started) >= quietWithin)
            {
                return Mark(sequence, next, force: true);
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return null;
    }

    public void Dispose()
    {
        mark.Dispose();
        connection.Dispose();
    }

    private string? Mark(SequenceNumber? end, SequenceNumber? begin, bool force)
    {
        try
        {
            return Call(end, begin, force);
        }
        catch (PostgresException exception) when (end is { } ended)
        {
            // The service dropped a sequence. The write set will be refused for it; the write has to end all the same.
            EndWithoutPositions(ended, exception.MessageText);
            return begin is null ? null : Call(null, begin, force);
        }
    }

    private void EndWithoutPositions(SequenceNumber sequence, string reason)
    {
        using var command = new NpgsqlCommand(
            $"SELECT pg_logical_emit_message(false, '{MarkContent.EndWithoutPositions}', $1), pg_current_xact_id()::text",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{(long)sequence.Value}\n{reason}" });
        command.ExecuteNonQuery();
    }

    private string? Call(SequenceNumber? end, SequenceNumber? begin, bool force)
    {
        ended.Value = end is { } ending ? (long)ending.Value : DBNull.Value;
        begun.Value = begin is { } beginning ? (long)beginning.Value : DBNull.Value;
        quietOrNot.TypedValue = force;
        return mark.ExecuteScalar() as string;
    }
}
