using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Spare.Postgres.Catalog;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>Sends changes many at a time, and checks that each found exactly its one row.</summary>
internal sealed class ChangeBatch(NpgsqlConnection connection) : IAsyncDisposable
{
    /// <summary>Changes per round trip; bounds what is held between two of them.</summary>
    private const int ChangesMaximum = 2000;

    private readonly NpgsqlBatch batch = new(connection);
    private readonly List<(UpdateNumber Update, Change Change)> changes = [];

    /// <returns>What went wrong with this change or one before it.</returns>
    public async ValueTask<string?> AddAsync(
        UpdateNumber update, Change change, string text, CancellationToken cancellation)
    {
        var command = new NpgsqlBatchCommand(text);
        switch (change)
        {
            case Change.Inserted inserted:
                AddValues(command, inserted.Row.Values);
                break;
            case Change.Updated updated:
                AddValues(command, updated.Changed.Values);
                AddValues(command, updated.Key.Values);
                break;
            case Change.Deleted deleted:
                AddValues(command, deleted.Key.Values);
                break;
            default:
                break;
        }

        batch.BatchCommands.Add(command);
        changes.Add((update, change));
        return changes.Count < ChangesMaximum ? null : await FlushAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask<string?> FlushAsync(CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return null;
        }

        string? wrong = null;
        try
        {
            await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            wrong = FirstWrong();
        }
        catch (PostgresException exception) when (exception.BatchCommand is NpgsqlBatchCommand refused)
        {
            var (update, change) = changes[batch.BatchCommands.IndexOf(refused)];
            wrong = $"{update}: {exception.MessageText} ({exception.SqlState}) at: {change}";
        }

        batch.BatchCommands.Clear();
        changes.Clear();
        return wrong;
    }

    /// <summary>The last round trip before the commit.</summary>
    public async ValueTask FinishAsync(
        UpdateNumber last, ReplicaUse use, IEnumerable<SequenceValue> sequences, CancellationToken cancellation)
    {
        foreach (var sequence in sequences)
        {
            var command = new NpgsqlBatchCommand("SELECT pg_catalog.setval($1::regclass, $2, $3)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Quoted.Table(sequence.Name) });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence.Last });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = sequence.Called });
            batch.BatchCommands.Add(command);
        }

        var record = new NpgsqlBatchCommand("UPDATE spare.applied SET update_number = $1, executed = $2");
        record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)last.Value });
        record.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = use == ReplicaUse.Executed });
        batch.BatchCommands.Add(record);
        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();

    private static void AddValues(NpgsqlBatchCommand command, ImmutableArray<string?> values)
    {
        // Text without a type: the server reads it as the column's own type.
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string?> { NpgsqlDbType = NpgsqlDbType.Unknown, TypedValue = value });
        }
    }

    private string? FirstWrong()
    {
        for (var index = 0; index < changes.Count; index++)
        {
            var (update, change) = changes[index];
            if (change is not Change.Truncated && batch.BatchCommands[index].Rows != 1)
            {
                return $"{update}: {batch.BatchCommands[index].Rows} rows instead of one at: {change}";
            }
        }

        return null;
    }
}
