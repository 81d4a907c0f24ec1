using System.Collections.Immutable;
using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Dump;

/// <summary>
/// Tells everything in the service's tables and sequences as lines that are equal for equal databases, whatever
/// server they are on: tables by name, rows by key, values as pinned text. The schema <c>spare</c> is left out.
/// <see cref="DumpLoader"/> makes an equal database of the lines.
/// </summary>
public static class CanonicalDump
{
    /// <summary>Ends the rows of a table; no row looks like it.</summary>
    internal const string RowsEnd = @"\.";

    internal static string Header(TableDescription table) => $"table {table.Whole}";

    internal static string CopyTarget(TableDescription table) =>
        $"{Quoted.Table(table.Name)} ({string.Join(", ", table.Columns.Select(column => Quoted.Name(column.Name)))})";

    /// <param name="take">Gets every line, in order, without its end; <c>null</c> when only the digest is wanted.</param>
    public static async Task<DumpSummary> WriteAsync(
        NpgsqlConnection connection,
        DatabaseCatalog catalog,
        Func<string, CancellationToken, ValueTask>? take,
        CancellationToken cancellation)
    {
        var noted = await NotedState.TakeAsync(connection, catalog, cancellation).ConfigureAwait(false);
        await using (noted.ConfigureAwait(false))
        {
            return await noted.WriteAsync(take, cancellation).ConfigureAwait(false);
        }
    }

    internal static async Task<DumpSummary> WriteAsync(
        NpgsqlConnection connection, DatabaseCatalog catalog, ImmutableArray<SequenceValue> sequences,
        Func<string, CancellationToken, ValueTask>? take, CancellationToken cancellation)
    {
        using var lines = new DumpLines(take);
        foreach (var table in catalog.Tables)
        {
            await WriteTableAsync(connection, table, lines, cancellation).ConfigureAwait(false);
        }

        foreach (var sequence in sequences)
        {
            await lines.AddAsync(sequence.ToString(), cancellation).ConfigureAwait(false);
        }

        return lines.Summary();
    }

    private static async Task WriteTableAsync(
        NpgsqlConnection connection, TableDescription table, DumpLines lines, CancellationToken cancellation)
    {
        await lines.AddAsync(Header(table), cancellation).ConfigureAwait(false);
        var columns = string.Join(", ", table.Columns.Select(column => Quoted.Name(column.Name)));
        var order = string.Join(", ", table.Key.Columns.Select(OrderBy));
        var sql = $"COPY (SELECT {columns} FROM ONLY {Quoted.Table(table.Name)} ORDER BY {order}) TO STDOUT";
        using var rows = await connection.BeginTextExportAsync(sql, cancellation).ConfigureAwait(false);
        while (await rows.ReadLineAsync(cancellation).ConfigureAwait(false) is { } row)
        {
            await lines.AddAsync(row, cancellation).ConfigureAwait(false);
        }

        await lines.AddAsync(RowsEnd, cancellation).ConfigureAwait(false);
    }

    /// <summary>By bytes where the type has a collation: sorting must not depend on a library's version.</summary>
    private static string OrderBy(Column column) =>
        column.Type is "text" || column.Type.StartsWith("character", StringComparison.Ordinal)
            ? $"{Quoted.Name(column.Name)} COLLATE \"C\""
            : Quoted.Name(column.Name);
}
