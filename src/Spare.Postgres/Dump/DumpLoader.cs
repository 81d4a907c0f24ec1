using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Dump;

/// <summary>
/// Replaces everything in the service's tables and sequences by a canonical dump of the same schema, from whatever
/// version of the server: all of it in one transaction, together with the number of its last update. Whoever loads a dump
/// compares digests afterwards: what is not what was dumped shows there.
/// </summary>
public sealed class DumpLoader : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly DatabaseCatalog catalog;
    private readonly NpgsqlTransaction transaction;
    private readonly List<SequenceValue> sequences = [];
    private NpgsqlCopyTextWriter? rows;
    private int tables;

    private DumpLoader(NpgsqlConnection connection, DatabaseCatalog catalog, NpgsqlTransaction transaction)
    {
        this.connection = connection;
        this.catalog = catalog;
        this.transaction = transaction;
    }

    /// <exception cref="FormatException">The replica has executed requests.</exception>
    public static async Task<DumpLoader> OpenAsync(
        DatabaseAddress database, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database.ApplyConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            var record = await ReplicaRecord.ReadAsync(connection, cancellation).ConfigureAwait(false);
            if (record.Use != ReplicaUse.Updated)
            {
                throw new FormatException("this replica executed requests: it has to be built anew");
            }

            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var loader = new DumpLoader(connection, catalog, transaction);
            await loader.EmptyAsync(cancellation).ConfigureAwait(false);
            return loader;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="lines">Whole lines of the dump, each with its end, after those before.</param>
    /// <exception cref="FormatException">They are no dump of this schema.</exception>
    public async Task LoadAsync(string lines, CancellationToken cancellation)
    {
        for (var start = 0; start < lines.Length;)
        {
            var end = lines.IndexOf('\n', start);
            if (end < 0)
            {
                throw new FormatException("a line of the dump has no end");
            }

            await TakeAsync(lines[start..end], cancellation).ConfigureAwait(false);
            start = end + 1;
        }
    }

    /// <summary>The dump is whole, and has all updates up to that number.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public async Task FinishAsync(UpdateNumber update, CancellationToken cancellation)
    {
        if (rows is not null || tables != catalog.Tables.Length || sequences.Count != catalog.Sequences.Length)
        {
            throw new FormatException(
                $"the dump ended after {tables} of {catalog.Tables.Length} tables and {sequences.Count} of "
                + $"{catalog.Sequences.Length} sequences");
        }

        // setval is not undone by a rollback: it comes when everything else is right.
        foreach (var sequence in sequences)
        {
            await using var set = new NpgsqlCommand("SELECT pg_catalog.setval($1::regclass, $2, $3)", connection, transaction);
            set.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Quoted.Table(sequence.Name) });
            set.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence.Last });
            set.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = sequence.Called });
            await set.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        await using var number = new NpgsqlCommand("UPDATE spare.applied SET update_number = $1", connection, transaction);
        number.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)update.Value });
        await number.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        await using var analyse = new NpgsqlCommand("ANALYZE", connection);
        await analyse.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>What was not finished is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (rows is not null)
        {
            await rows.CancelAsync().ConfigureAwait(false); // Disposal would write on.
        }

        await transaction.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EmptyAsync(CancellationToken cancellation)
    {
        if (catalog.Tables.IsEmpty)
        {
            return;
        }

        var all = string.Join(", ", catalog.Tables.Select(table => Quoted.Table(table.Name)));
#pragma warning disable CA2100 // Names come from this server's catalog, quoted.
        await using var truncate = new NpgsqlCommand($"TRUNCATE ONLY {all}", connection, transaction);
#pragma warning restore CA2100
        await truncate.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task TakeAsync(string line, CancellationToken cancellation)
    {
        if (rows is not null && line == CanonicalDump.RowsEnd)
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            rows = null;
            tables++;
        }
        else if (rows is not null)
        {
            await rows.WriteAsync($"{line}\n".AsMemory(), cancellation).ConfigureAwait(false);
        }
        else if (tables < catalog.Tables.Length)
        {
            await BeginAsync(catalog.Tables[tables], line, cancellation).ConfigureAwait(false);
        }
        else
        {
            TakeSequence(line);
        }
    }

    private async Task BeginAsync(TableDescription table, string line, CancellationToken cancellation)
    {
        if (line != CanonicalDump.Header(table))
        {
            throw new FormatException($"the dump goes on with '{line}', and this database with '{CanonicalDump.Header(table)}'");
        }

        rows = await connection.BeginTextImportAsync($"COPY {CanonicalDump.CopyTarget(table)} FROM STDIN", cancellation)
            .ConfigureAwait(false);
    }

    private void TakeSequence(string line)
    {
        if (sequences.Count == catalog.Sequences.Length
            || !SequenceValue.TryParse(line, catalog.Sequences[sequences.Count], out var value))
        {
            throw new FormatException($"the dump goes on with '{line}', which is no sequence that comes next in this database");
        }

        sequences.Add(value);
    }
}
