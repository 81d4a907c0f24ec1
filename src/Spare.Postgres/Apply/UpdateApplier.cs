using Dapper;
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
    private readonly NpgsqlConnection connection;
    private readonly DatabaseCatalog catalog;
    private readonly RowCalls calls;

    private UpdateApplier(NpgsqlConnection connection, DatabaseCatalog catalog)
    {
        this.connection = connection;
        this.catalog = catalog;
        calls = new RowCalls(catalog);
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

    /// <summary>What this session would learn with the first updates, of the record and of each table, and nothing is changed.</summary>
    public async Task RehearseAsync(CancellationToken cancellation)
    {
        var record = await ReplicaRecord.ReadAsync(connection, cancellation).ConfigureAwait(false);
        if (record.Use == ReplicaUse.Updated)
        {
            await connection.ExecuteAsync(new CommandDefinition(RowFunctions.RehearsalCall, cancellationToken: cancellation))
                .ConfigureAwait(false);
            await TryAsync(record.Update.Next, [new WriteSet([], [])], record.Use, cancellation).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<ApplyResult> ApplyAsync(
        UpdateNumber first, IReadOnlyList<WriteSet> writeSets, ReplicaUse use, bool keep, CancellationToken cancellation)
    {
        await using var batch = new ChangeBatch(connection, calls);
        var last = new UpdateNumber(first.Value + (ulong)writeSets.Count - 1);
        batch.AddRecord(first, last, use);
        var refusal = await AddAsync(batch, first, writeSets, cancellation).ConfigureAwait(false)
            ?? await batch.FinishAsync(keep, cancellation).ConfigureAwait(false);
        if (refusal is null)
        {
            return new ApplyResult.Applied(last);
        }

        await connection.ExecuteAsync(new CommandDefinition("ROLLBACK", cancellationToken: cancellation)).ConfigureAwait(false);
        return new ApplyResult.Refused(refusal);
    }

    private async Task<string?> AddAsync(
        ChangeBatch batch, UpdateNumber first, IReadOnlyList<WriteSet> writeSets, CancellationToken cancellation)
    {
        var positions = new SortedDictionary<TableName, SequenceValue>();
        foreach (var (writeSet, index) in writeSets.Select((writeSet, index) => (writeSet, index)))
        {
            var update = new UpdateNumber(first.Value + (ulong)index);
            foreach (var change in writeSet.Changes)
            {
                if (batch.Add(update, change) is { } impossible)
                {
                    return $"{update}: {impossible}";
                }

                if (await batch.SendWhenFullAsync(cancellation).ConfigureAwait(false) is { } refusal)
                {
                    return refusal;
                }
            }

            foreach (var position in writeSet.Sequences)
            {
                if (!catalog.HasSequence(position.Name))
                {
                    return $"{update}: there is no sequence {position.Name}";
                }

                positions[position.Name] = position;
            }
        }

        foreach (var position in positions.Values)
        {
            batch.AddPosition(position);
        }

        return null;
    }
}
