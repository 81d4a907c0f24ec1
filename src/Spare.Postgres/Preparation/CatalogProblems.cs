using System.Collections.Immutable;
using Dapper;
using Npgsql;
using Spare.Postgres.Catalog;

namespace Spare.Postgres.Preparation;

/// <summary>What in a database write sets cannot carry or copies would differ by: each problem names its object.</summary>
internal static class CatalogProblems
{
    private const string ProblemsSql = """
        WITH own AS (
            SELECT c.*, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'spare') AND n.nspname NOT LIKE 'pg\_t%')
        SELECT format('table %s is unlogged: its rows are in no write set; ALTER TABLE %s SET LOGGED', name, name)
        FROM own WHERE relkind = 'r' AND relpersistence = 'u'
        UNION ALL
        SELECT format('sequence %s has a cache of %s: which numbers a session gets depends on the others; ALTER SEQUENCE %s CACHE 1',
                      name, s.seqcache, name)
        FROM own JOIN pg_sequence s ON s.seqrelid = own.oid WHERE s.seqcache > 1
        UNION ALL
        SELECT format('sequence %s is unlogged; ALTER SEQUENCE %s SET LOGGED', name, name)
        FROM own WHERE relkind = 'S' AND relpersistence = 'u'
        UNION ALL
        SELECT format('foreign table %s: what is behind it is not replicated', name) FROM own WHERE relkind = 'f'
        UNION ALL
        SELECT format('column %s.%s has the collation %s, which depends on the machine; use "C" or a deterministic ICU collation',
                      name, quote_ident(a.attname), quote_ident(l.collname))
        FROM own JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_collation l ON l.oid = a.attcollation
        WHERE own.relkind IN ('r', 'p')
          AND NOT (l.collprovider = 'd' OR (l.collisdeterministic AND (l.collprovider = 'i' OR l.collcollate IN ('C', 'POSIX'))))
        UNION ALL
        SELECT format('trigger %s on %s is enabled always or for replicas: it would run again where updates are applied',
                      quote_ident(t.tgname), name)
        FROM own JOIN pg_trigger t ON t.tgrelid = own.oid WHERE t.tgenabled IN ('A', 'R')
        UNION ALL
        SELECT format('%s large objects: they are in no write set; use bytea', count(*))
        FROM pg_largeobject_metadata HAVING count(*) > 0
        UNION ALL
        SELECT format('event trigger %s is enabled always or for replicas', quote_ident(evtname))
        FROM pg_event_trigger WHERE evtenabled IN ('A', 'R')
        ORDER BY 1
        """;

    public static async Task<ImmutableArray<string>> FindAsync(
        NpgsqlConnection connection, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        var others = await connection.QueryAsync<string>(
            new CommandDefinition(ProblemsSql, cancellationToken: cancellation)).ConfigureAwait(false);
        return [.. KeylessTables(catalog), .. others];
    }

    private static IEnumerable<string> KeylessTables(DatabaseCatalog catalog) =>
        catalog.Tables.Where(table => !table.HasKey).Select(table =>
            $"table {Quoted.Table(table.Name)} has no key: its rows cannot be told apart; add a primary key, or a "
            + "unique index over NOT NULL columns that is neither partial nor deferrable");
}
