using System.Collections.Frozen;
using System.Collections.Immutable;
using Dapper;
using Npgsql;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Catalog;

/// <summary>
/// The service's tables and sequences as they were when this was loaded; a service that changes its schema while it
/// runs is refused, so that it stays true. Both are sorted by schema and name.
/// </summary>
public sealed class DatabaseCatalog
{
    private const string ColumnsSql = """
        WITH keys AS (
            SELECT DISTINCT ON (i.indrelid) i.indrelid, i.indkey::int2[] AS columns, i.indnkeyatts
            FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
            WHERE i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND NOT EXISTS (
                SELECT FROM pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                  AND (NOT a.attnotnull OR a.attgenerated <> ''))
            ORDER BY i.indrelid, i.indisprimary DESC, ic.relname COLLATE "C")
        SELECT n.nspname AS schema, c.relname AS name, a.attname AS column,
               format_type(a.atttypid, a.atttypmod) AS type,
               coalesce(a.attnum = ANY (k.columns[0:k.indnkeyatts - 1]), false) AS inkey,
               a.attidentity = 'a' AS generatedalways
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        LEFT JOIN keys k ON k.indrelid = c.oid
        WHERE c.relkind = 'r' AND c.relpersistence <> 't'
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'spare') AND n.nspname NOT LIKE 'pg\_toast%'
        ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
        """;

    private const string SequencesSql = """
        SELECT n.nspname AS schema, c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'spare')
        ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
        """;

    private readonly FrozenDictionary<TableName, TableDescription> byName;
    private readonly FrozenSet<TableName> sequenceNames;

    private DatabaseCatalog(ImmutableArray<TableDescription> tables, ImmutableArray<TableName> sequences)
    {
        Tables = tables;
        Sequences = sequences;
        byName = tables.ToFrozenDictionary(table => table.Name);
        sequenceNames = sequences.ToFrozenSet();
    }

    public ImmutableArray<TableDescription> Tables { get; }

    public ImmutableArray<TableName> Sequences { get; }

    public static async Task<DatabaseCatalog> LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var columns = await connection.QueryAsync<ColumnRow>(
            new CommandDefinition(ColumnsSql, cancellationToken: cancellation)).ConfigureAwait(false);
        var sequences = await connection.QueryAsync<(string Schema, string Name)>(
            new CommandDefinition(SequencesSql, cancellationToken: cancellation)).ConfigureAwait(false);
        return new DatabaseCatalog(
            [.. columns.GroupBy(row => new TableName(row.Schema, row.Name)).Select(Describe)],
            [.. sequences.Select(row => new TableName(row.Schema, row.Name))]);
    }

    /// <summary>The same with one table more, whatever schema it is in.</summary>
    public DatabaseCatalog With(TableDescription table) => new(Tables.Add(table), Sequences);

    public TableDescription? Find(TableName name) => byName.GetValueOrDefault(name);

    public bool HasSequence(TableName name) => sequenceNames.Contains(name);

    private static TableDescription Describe(IGrouping<TableName, ColumnRow> rows) => new(
        rows.Key,
        [.. rows.Select(row => new Column(row.Column, row.Type))],
        [.. rows.Select(row => row.InKey)],
        [.. rows.Select(row => row.GeneratedAlways)]);

    private sealed record ColumnRow(string Schema, string Name, string Column, string Type, bool InKey, bool GeneratedAlways);
}
