using System.Data;
using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Dump;

/// <summary>
/// Tells everything in the service's tables and sequences as lines that are equal for equal databases, whatever
/// server they are on: tables by name, rows by key, values as pinned text. The schema <c>spare</c> is left out.
/// </summary>
public static class CanonicalDump
{
    /// <param name="take">Gets every line, in order, without its end; <c>null</c> when only the digest is wanted.</param>
    public static async Task<DumpSummary> WriteAsync(
        NpgsqlConnection connection,
        DatabaseCatalog catalog,
        Func<string, CancellationToken, ValueTask>? take,
        CancellationToken cancellation)
    {
        await using var transaction = await connection
            .BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        using var lines = new DumpLines(take);
        foreach (var table in catalog.Tables)
        {
            await WriteTableAsync(connection, table, lines, cancellation).ConfigureAwait(false);
        }

        foreach (var sequence in catalog.Sequences)
        {
            await WriteSequenceAsync(connection, sequence, lines, cancellation).ConfigureAwait(false);
        }

        return lines.Summary();
    }

    private static async Task WriteTableAsync(
        NpgsqlConnection connection, TableDescription table, DumpLines lines, CancellationToken cancellation)
    {
        await lines.AddAsync($"table {table.Whole}", cancellation).ConfigureAwait(false);
        var columns = string.Join(", ", table.Columns.Select(column => Quoted.Name(column.Name)));
        var order = string.Join(", ", table.Key.Columns.Select(OrderBy));
        var sql = $"COPY (SELECT {columns} FROM ONLY {Quoted.Table(table.Name)} ORDER BY {order}) TO STDOUT";
        using var rows = await connection.BeginTextExportAsync(sql, cancellation).ConfigureAwait(false);
        while (await rows.ReadLineAsync(cancellation).ConfigureAwait(false) is { } row)
        {
            await lines.AddAsync(row, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task WriteSequenceAsync(
        NpgsqlConnection connection, TableName sequence, DumpLines lines, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name comes from this server's catalog, quoted.
        command.CommandText = $"SELECT last_value, is_called FROM {Quoted.Table(sequence)}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.ReadAsync(cancellation).ConfigureAwait(false);
        var value = new SequenceValue(sequence, reader.GetInt64(0), reader.GetBoolean(1));
        await lines.AddAsync(value.ToString(), cancellation).ConfigureAwait(false);
    }

    /// <summary>By bytes where the type has a collation: sorting must not depend on a library's version.</summary>
    private static string OrderBy(Column column) =>
        column.Type is "text" || column.Type.StartsWith("character", StringComparison.Ordinal)
            ? $"{Quoted.Name(column.Name)} COLLATE \"C\""
            : Quoted.Name(column.Name);
}
