using System.Globalization;
using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>
/// Sends updates as one transaction, in one round trip unless they are many; whatever is refused stops it. The changes of
/// one table keep their order; those of different tables have nothing to do with each other, as neither triggers nor
/// foreign keys act on them.
/// </summary>
internal sealed class ChangeBatch : IAsyncDisposable
{
    /// <summary>Changes per round trip; bounds what is held between two of them.</summary>
    private const int ChangesMaximum = 2000;

    private readonly NpgsqlBatch batch;
    private readonly RowCalls calls;

    private readonly List<RowRun> runs = [];

    /// <summary>The run of each table that its next change may still join.</summary>
    private readonly Dictionary<TableName, RowRun> open = [];
    private int count;

    public ChangeBatch(NpgsqlConnection connection, RowCalls calls)
    {
        batch = new NpgsqlBatch(connection);
        this.calls = calls;
        Add("BEGIN");
    }

    /// <summary>They follow the last updates, and the replica may still be updated; or everything is refused.</summary>
    public void AddRecord(UpdateNumber first, UpdateNumber last, ReplicaUse use)
    {
        var record = Add("SELECT spare.record_updates($1, $2, $3)");
        record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)first.Value });
        record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)last.Value });
        record.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = use == ReplicaUse.Executed });
    }

    /// <returns>Why it cannot be applied, whatever is in the tables.</returns>
    public string? Add(UpdateNumber update, Change change)
    {
        count++;
        if (change is Change.Truncated truncated)
        {
            if (calls.Truncate(truncated, out var impossible) is not { } text)
            {
                return impossible;
            }

            open.Clear();
            Add(text);
            return null;
        }

        if (calls.Of(change, out var reason) is not { } call)
        {
            return reason;
        }

        if (!open.TryGetValue(call.Table, out var run) || !ReferenceEquals(run.Call, call))
        {
            run = new RowRun(call, Add(call.Text));
            open[call.Table] = run;
            runs.Add(run);
        }

        run.Add(update, change);
        return null;
    }

    /// <summary>For the very last: a sequence stays where it was set, even if the transaction is taken back.</summary>
    public void AddPosition(SequenceValue sequence)
    {
        var command = Add("SELECT pg_catalog.setval($1::regclass, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Quoted.Table(sequence.Name) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence.Last });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = sequence.Called });
    }

    /// <returns>What the server refused; then nothing is applied.</returns>
    public async ValueTask<string?> SendWhenFullAsync(CancellationToken cancellation) =>
        count < ChangesMaximum ? null : await SendAsync(cancellation).ConfigureAwait(false);

    /// <param name="keep">Whether it is to last.</param>
    /// <returns>What the server refused; then nothing is applied.</returns>
    public ValueTask<string?> FinishAsync(bool keep, CancellationToken cancellation)
    {
        Add(keep ? "COMMIT" : "ROLLBACK");
        return SendAsync(cancellation);
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();

    private NpgsqlBatchCommand Add(string text)
    {
        var command = new NpgsqlBatchCommand(text);
        batch.BatchCommands.Add(command);
        return command;
    }

    private async ValueTask<string?> SendAsync(CancellationToken cancellation)
    {
        foreach (var (number, run) in runs.Index())
        {
            run.Complete(number);
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            return ReasonOf(exception);
        }

        batch.BatchCommands.Clear();
        runs.Clear();
        open.Clear();
        count = 0;
        return null;
    }

    private string ReasonOf(PostgresException exception)
    {
        var ours = exception.SqlState == PostgresErrorCodes.RaiseException;
        var reason = ours ? exception.MessageText : $"{exception.MessageText} ({exception.SqlState})";
        if (exception.Hint?.Split(' ') is [var number, var place]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var run) && run < runs.Count
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var row))
        {
            var (update, change) = runs[run].At(row);
            return $"{update}: {reason} at: {change}";
        }

        return ours ? reason : $"the database refused it: {reason}";
    }
}
