using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>
/// Brings a passive replica's database up to date (SPARE 3.2): agreed write sets in one transaction, in the order of
/// execution, together with the number of the last one. Every change must find exactly its one row, or nothing is
/// applied at all.
/// </summary>
public sealed class UpdateApplier : IAsyncDisposable
{
    private const int RehearsedTablesMaximum = 64;

    /// <summary>One that has to wait is compiled apart from one that need not, and which it is is a matter of chance.</summary>
    private const int RehearsedCommits = 4;

    private static readonly RowShape Rehearsed = new(new TableName("spare", "applied"), [new Column("update_number", "bigint")]);

    private readonly NpgsqlConnection connection;
    private readonly DatabaseCatalog catalog;
    private readonly StatementTexts texts;

    private UpdateApplier(NpgsqlConnection connection, DatabaseCatalog catalog)
    {
        this.connection = connection;
        this.catalog = catalog;
        texts = new StatementTexts(catalog);
    }

    public static async Task<UpdateApplier> OpenAsync(
        DatabaseAddress database, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database.ApplyConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        return new UpdateApplier(connection, catalog);
    }

    /// <param name="first">Must follow the last update in the database.</param>
    /// <param name="use">Of the replica from here on; after <see cref="ReplicaUse.Executed"/> no updates are applied any more.</param>
    public Task<ApplyResult> ApplyAsync(
        UpdateNumber first, IReadOnlyList<WriteSet> writeSets, ReplicaUse use, CancellationToken cancellation) =>
        ApplyAsync(first, writeSets, use, keep: true, cancellation);

    /// <summary>As if they were applied, and takes them back; positions of sequences, which stay, must not be among them.</summary>
    public Task<ApplyResult> TryAsync(
        UpdateNumber first, IReadOnlyList<WriteSet> writeSets, ReplicaUse use, CancellationToken cancellation) =>
        ApplyAsync(first, writeSets, use, keep: false, cancellation);

    /// <summary>
    /// Goes the way of an update and of what follows it, and takes all of it back: what runs for the first time takes several
    /// times as long, and somebody may wait for the first update.
    /// </summary>
    public async Task RehearseAsync(CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var record = await ReplicaRecord.ReadAsync(connection, cancellation).ConfigureAwait(false);
        await using var batch = new ChangeBatch(connection);
        var nobody = new Change.Deleted(new Row(Rehearsed, ["-1"]));
        _ = await batch.AddAsync(
            record.Update, nobody, "DELETE FROM ONLY spare.applied WHERE update_number = $1", cancellation).ConfigureAwait(false);
        _ = await batch.FlushAsync(cancellation).ConfigureAwait(false);
        await batch.FinishAsync(record.Update, record.Use, [], cancellation).ConfigureAwait(false);
        await OpenTablesAsync(cancellation).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellation).ConfigureAwait(false);
        for (var commit = 0; commit < RehearsedCommits; commit++)
        {
            await using var nothing = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await nothing.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>What a session learns of a table it learns once.</summary>
    private async Task OpenTablesAsync(CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var table in catalog.Tables.Take(RehearsedTablesMaximum))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT FROM ONLY {Quoted.Table(table.Name)} LIMIT 0"));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ApplyResult> ApplyAsync(
        UpdateNumber first, IReadOnlyList<WriteSet> writeSets, ReplicaUse use, bool keep, CancellationToken cancellation)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var refusal = await ApplyInTransactionAsync(first, writeSets, use, cancellation).ConfigureAwait(false);
            if (refusal is not null)
            {
                return new ApplyResult.Refused(refusal);
            }

            await (keep ? transaction.CommitAsync(cancellation) : transaction.RollbackAsync(cancellation)).ConfigureAwait(false);
            return new ApplyResult.Applied(LastOf(first, writeSets));
        }
        catch (PostgresException exception)
        {
            return new ApplyResult.Refused($"the database refused it: {exception.MessageText} ({exception.SqlState})");
        }
    }

    private static UpdateNumber LastOf(UpdateNumber first, IReadOnlyList<WriteSet> writeSets) =>
        new(first.Value + (ulong)writeSets.Count - 1);

    private async Task<string?> ApplyInTransactionAsync(
        UpdateNumber first, IReadOnlyList<WriteSet> writeSets, ReplicaUse use, CancellationToken cancellation)
    {
        var record = await ReplicaRecord.ReadAsync(connection, cancellation).ConfigureAwait(false);
        if (record.Use != ReplicaUse.Updated)
        {
            return "this replica executed requests: it has to be built anew";
        }

        if (first != record.Update.Next)
        {
            return $"the batch begins at {first}, and this replica is at {record.Update}";
        }

        await using var batch = new ChangeBatch(connection);
        foreach (var (writeSet, index) in writeSets.Select((writeSet, index) => (writeSet, index)))
        {
            var update = new UpdateNumber(first.Value + (ulong)index);
            foreach (var change in writeSet.Changes)
            {
                if (texts.Of(change, out var reason) is not { } text)
                {
                    return $"{update}: {reason}";
                }

                if (await batch.AddAsync(update, change, text, cancellation).ConfigureAwait(false) is { } wrong)
                {
                    return wrong;
                }
            }
        }

        return await FinishAsync(batch, LastOf(first, writeSets), use, writeSets, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sequences come last, because <c>setval</c> is not undone by a rollback, and only their last value matters.
    /// </summary>
    private async Task<string?> FinishAsync(
        ChangeBatch batch, UpdateNumber last, ReplicaUse use, IReadOnlyList<WriteSet> writeSets, CancellationToken cancellation)
    {
        var sequences = new SortedDictionary<TableName, SequenceValue>();
        foreach (var sequence in writeSets.SelectMany(writeSet => writeSet.Sequences))
        {
            if (!catalog.HasSequence(sequence.Name))
            {
                return $"there is no sequence {sequence.Name}";
            }

            sequences[sequence.Name] = sequence;
        }

        if (await batch.FlushAsync(cancellation).ConfigureAwait(false) is { } wrong)
        {
            return wrong;
        }

        await batch.FinishAsync(last, use, sequences.Values, cancellation).ConfigureAwait(false);
        return null;
    }
}
