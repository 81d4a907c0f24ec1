using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Npgsql;
using Spare.Postgres.Catalog;
using Spare.Postgres.Sessions;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Preparation;

/// <summary>
/// What Spare itself keeps in a service's database: the schema <c>spare</c> with the number of the last update, the
/// functions that mark writes and change rows, a publication, the triggers that catch schema changes, and no rights on large objects.
/// </summary>
internal static class SpareSchema
{
    private const string StateSql = """
        CREATE SCHEMA spare;
        CREATE TABLE spare.applied (
            single boolean PRIMARY KEY DEFAULT true CHECK (single),
            update_number bigint NOT NULL,
            executed boolean NOT NULL);
        INSERT INTO spare.applied (update_number, executed) VALUES (0, false);
        CREATE FUNCTION spare.record_updates(first bigint, last bigint, executed boolean) RETURNS void
        LANGUAGE plpgsql AS $record$
        DECLARE was spare.applied;
        BEGIN
            SELECT * INTO STRICT was FROM spare.applied;
            IF was.executed THEN
                RAISE 'this replica executed requests: it has to be built anew';
            ELSIF first <> was.update_number + 1 THEN
                RAISE 'the batch begins at u%, and this replica is at u%', first, was.update_number;
            END IF;
            UPDATE spare.applied AS a SET update_number = last, executed = record_updates.executed;
        END $record$;
        """;

    /// <summary>
    /// Ends and begins writes in one round trip. A message outside of any transaction is not flushed by itself, and
    /// the WAL sender sends flushed WAL only: taking a transaction id makes the commit of this call flush it.
    /// </summary>
    private const string MarkSql = """
        CREATE FUNCTION spare.mark(ended bigint, begun bigint, quiet_or_not boolean) RETURNS text
        LANGUAGE plpgsql AS $mark$
        DECLARE busy text;
        BEGIN
            IF ended IS NOT NULL THEN
                IF EXISTS (
                    SELECT FROM pg_stat_get_backend_idset() id
                    WHERE pg_stat_get_backend_xact_start(id) IS NOT NULL
                      AND pg_stat_get_backend_userid(id) NOT IN (0, @spare@::regrole, @reader@::regrole)) THEN
                    busy := coalesce(spare.busy(), 'a transaction that ended while it was looked at');
                END IF;
                IF busy IS NULL THEN
                    PERFORM @tell@(false, 'spare.end', ended::text || E'\n' || spare.positions());
                ELSIF quiet_or_not THEN
                    PERFORM @tell@(false, 'spare.abandon', ended::text);
                ELSE
                    RETURN busy;
                END IF;
            END IF;
            IF begun IS NOT NULL AND busy IS NULL THEN
                PERFORM @tell@(false, 'spare.begin', begun::text);
            END IF;
            PERFORM pg_current_xact_id();
            RETURN busy;
        END $mark$;
        """;

    /// <summary>For servers whose decoding does not tell messages: rows that are gone at the commit that tells them.</summary>
    private const string MarksSql = """
        CREATE TABLE spare.marks (kind text NOT NULL, content text NOT NULL);
        ALTER TABLE spare.marks REPLICA IDENTITY FULL;
        CREATE FUNCTION spare.tell(transactional boolean, kind text, content text) RETURNS void LANGUAGE sql AS $tell$
            INSERT INTO spare.marks VALUES (kind, content);
            DELETE FROM spare.marks;
        $tell$;
        """;

    /// <summary>Costs four times the check alone, and is asked only when somebody is busy.</summary>
    private const string BusySql = """
        CREATE FUNCTION spare.busy() RETURNS text LANGUAGE sql VOLATILE AS $busy$
            SELECT string_agg(format('backend %s of %s is %s: %s', pid, usesysid::regrole, state, left(query, 200)), '; ')
            FROM pg_stat_get_activity(NULL)
            WHERE backend_type = 'client backend' AND xact_start IS NOT NULL
              AND usesysid NOT IN (@spare@::regrole, @reader@::regrole)
        $busy$;
        """;

    private const string TriggersSql = """
        CREATE FUNCTION spare.note_change() RETURNS event_trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $note$
        DECLARE change record;
        BEGIN
            FOR change IN SELECT * FROM pg_event_trigger_ddl_commands()
                WHERE coalesce(schema_name, '') <> 'pg_temp' AND coalesce(schema_name, '') NOT LIKE 'pg\_temp\_%' LOOP
                PERFORM @tell@(
                    true, 'spare.schema', change.command_tag || coalesce(' ' || change.object_identity, ''));
            END LOOP;
        END $note$;
        CREATE FUNCTION spare.note_drop() RETURNS event_trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $note$
        DECLARE change record;
        BEGIN
            FOR change IN SELECT * FROM pg_event_trigger_dropped_objects() WHERE original AND NOT is_temporary LOOP
                PERFORM @tell@(
                    true, 'spare.schema', tg_tag || coalesce(' ' || change.object_identity, ''));
            END LOOP;
        END $note$;
        CREATE EVENT TRIGGER spare_note_change ON ddl_command_end EXECUTE FUNCTION spare.note_change();
        CREATE EVENT TRIGGER spare_note_drop ON sql_drop EXECUTE FUNCTION spare.note_drop();
        """;

    /// <summary>Large objects are in no publication: nobody but a superuser may make, change or remove one.</summary>
    private const string LargeObjectsSql = """
        DO $revoke$
        DECLARE routine regprocedure;
        BEGIN
            FOR routine IN SELECT p.oid::regprocedure FROM pg_proc p
                WHERE p.pronamespace = 'pg_catalog'::regnamespace
                  AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_open', 'lo_put',
                                    'lo_truncate', 'lo_truncate64', 'lo_unlink', 'lowrite', 'pg_logical_emit_message') LOOP
                EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
            END LOOP;
        END $revoke$;
        """;

    public static async Task CreateAsync(
        NpgsqlConnection connection, DatabaseRoles roles, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        var tell = MessageDecoding.TellOf(connection);
        await ExecuteAsync(connection, StateSql, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, MarksSql, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, RehearsalTable.Sql, cancellation).ConfigureAwait(false);
        foreach (var table in catalog.Tables.Append(RehearsalTable.Description))
        {
            await ExecuteAsync(connection, RowFunctions.Sql(table), cancellation).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, RowFunctions.RehearsalSql(catalog.Tables), cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, PositionsSql(catalog.Sequences), cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, WithRoles(BusySql, roles), cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, WithRoles(Telling(MarkSql), roles), cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, LargeObjectsSql, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, IdentitySql(catalog), cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, "CREATE PUBLICATION spare FOR ALL TABLES", cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, Telling(TriggersSql), cancellation).ConfigureAwait(false);

        string Telling(string sql) => sql.Replace("@tell@", tell, StringComparison.Ordinal);
    }

    private static string WithRoles(string sql, DatabaseRoles roles) => sql
        .Replace("@spare@", Quoted.Literal(Quoted.Name(DatabaseAddress.User)), StringComparison.Ordinal)
        .Replace("@reader@", Quoted.Literal(Quoted.Name(roles.Reader)), StringComparison.Ordinal);

    /// <summary>
    /// One assignment per sequence: plans of these are kept by the session, those of an SQL function are not. Only a
    /// sequence that was never called is read as a table, which costs ten times as much.
    /// </summary>
    private static string PositionsSql(ImmutableArray<TableName> sequences)
    {
        var body = new StringBuilder();
        foreach (var sequence in sequences)
        {
            var name = Quoted.Table(sequence);
            body.Append(CultureInfo.InvariantCulture, $"""
                one := pg_sequence_last_value({Quoted.Literal(name)}::regclass)::text || 't';
                IF one IS NULL THEN SELECT last_value::text || 'f' INTO one FROM {name}; END IF;
                positions := positions || ' ' || one;

                """);
        }

        var text = $"DECLARE positions text := ''; one text; BEGIN {body} RETURN substr(positions, 2); END";
        return $"CREATE FUNCTION spare.positions() RETURNS text LANGUAGE plpgsql AS {Quoted.Literal(text)}";
    }

    /// <summary>
    /// The whole old row is logged, so that only changed columns need be told: which values were moved out of line
    /// differs between copies of one database.
    /// </summary>
    private static string IdentitySql(DatabaseCatalog catalog)
    {
        var sql = new StringBuilder("SELECT 1;");
        foreach (var table in catalog.Tables)
        {
            sql.Append("ALTER TABLE ").Append(Quoted.Table(table.Name)).Append(" REPLICA IDENTITY FULL;");
        }

        return sql.ToString();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is ours; names come from this server's catalog, quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
