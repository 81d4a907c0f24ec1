using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Preparation;

/// <summary>
/// Three functions for each table, which insert, update and delete its rows one after the other in the order they are
/// given in: one call instead of a statement for each row. One statement for all of them would be faster still, but the
/// order in which a join visits rows would become the order of their new versions in the table, and a service that reads
/// without ORDER BY would answer otherwise than where the rows were written.
/// </summary>
/// <remarks>
/// The first parameter is a number for the call; the second has the values of one row after the other, as text; the third
/// of an update says for every column whether it changes. Of a row that is not found, or that the server refuses, the
/// error's hint has the call's number and the row's place among its rows, from 0 on. The server does not look into a
/// function's text when the service drops a table: a change of the schema stays possible, and is refused for what it is.
/// </remarks>
internal static class RowFunctions
{
    /// <summary>Has a session learn what the first call of each function does, and changes nothing.</summary>
    public const string RehearsalCall = "SELECT spare.rehearse_rows()";

    private const int RehearsedTablesMaximum = 64;

    public static string InsertCall(TableName table) => $"SELECT {Name("insert", table)}($1, $2)";

    public static string UpdateCall(TableName table) => $"SELECT {Name("update", table)}($1, $2, $3)";

    public static string DeleteCall(TableName table) => $"SELECT {Name("delete", table)}($1, $2)";

    /// <summary>
    /// A row of an insert is <see cref="TableDescription.Whole"/>, of an update that and the key before, of a deletion the key.
    /// </summary>
    public static string Sql(TableDescription table)
    {
        var (whole, key, name) = (table.Whole.Columns, table.Key.Columns, Quoted.Table(table.Name));
        var values = string.Join(", ", whole.Select(Value));
        var insert = $"INSERT INTO {name} ({Names(whole)}) OVERRIDING SYSTEM VALUE VALUES ({values})";
        var update = table.HasAssignable
            ? $"UPDATE ONLY {name} AS t SET {Assignments(table)} WHERE {Condition(key, whole.Length)}"
            : "RAISE 'no column of this table can be updated'";
        var delete = $"DELETE FROM ONLY {name} AS t WHERE {Condition(key, 0)}";
        return string.Join('\n', [
            Function("insert", table.Name, "integer, text[]", whole.Length, insert),
            Function("update", table.Name, "integer, text[], boolean[]", whole.Length + key.Length, update),
            Function("delete", table.Name, "integer, text[]", key.Length, delete)]);
    }

    /// <summary>No rows to insert, and rows to change whose key is NULL: they are not found, but they are looked for.</summary>
    public static string RehearsalSql(IEnumerable<TableDescription> tables)
    {
        var calls = tables.Take(RehearsedTablesMaximum).Select(table =>
        {
            var (columns, keys) = (table.Columns.Length, table.Key.Columns.Length);
            return $"""
                PERFORM {Name("insert", table.Name)}(0, '{"{}"}');
                BEGIN
                    PERFORM {Name("update", table.Name)}(0, {Filled("NULL::text", columns + keys)}, {Filled("false", columns)});
                EXCEPTION WHEN raise_exception THEN
                END;
                BEGIN
                    PERFORM {Name("delete", table.Name)}(0, {Filled("NULL::text", keys)});
                EXCEPTION WHEN raise_exception THEN
                END;
                """;
        });
        var body = $"BEGIN\n{string.Join('\n', calls)}\nEND";
        return $"CREATE FUNCTION spare.rehearse_rows() RETURNS void LANGUAGE plpgsql AS {Quoted.Literal(body)}";

        static string Filled(string value, int count) => $"array_fill({value}, ARRAY[{count}])";
    }

    private static string Function(string kind, TableName table, string parameters, int width, string statement)
    {
        var body = $"""
            <<run>>
            DECLARE place integer := 0;
            BEGIN
                <<next>>
                FOR at IN 0 .. cardinality($2) - 1 BY {width} LOOP
                    {statement};
                    IF NOT FOUND THEN
                        RAISE '0 rows instead of one';
                    END IF;
                    place := run.place + 1;
                END LOOP;
            EXCEPTION WHEN OTHERS THEN
                RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, HINT = $1 || ' ' || run.place;
            END
            """;
        return $"CREATE FUNCTION {Name(kind, table)}({parameters}) RETURNS void LANGUAGE plpgsql AS {Quoted.Literal(body)};";
    }

    /// <summary>Names of tables are as long as those of functions may be.</summary>
    private static string Name(string kind, TableName table)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(Quoted.Table(table)));
        return $"spare.{kind}_{Convert.ToHexStringLower(digest.AsSpan(0, 12))}";
    }

    private static string Assignments(TableDescription table)
    {
        var assignments = table.Columns.Select((column, place) =>
        {
            var name = Quoted.Name(column.Name);
            return $"{name} = CASE WHEN $3[{place + 1}] THEN {Value(column, place)} ELSE t.{name} END";
        });
        return string.Join(", ", assignments.Where((_, place) => table.IsAssignable(place)));
    }

    private static string Names(ImmutableArray<Column> columns) =>
        string.Join(", ", columns.Select(column => Quoted.Name(column.Name)));

    private static string Condition(ImmutableArray<Column> key, int from) =>
        string.Join(" AND ", key.Select((column, index) => $"t.{Quoted.Name(column.Name)} = {Value(column, from + index)}"));

    private static string Value(Column column, int index) => $"$2[next.at + {index + 1}]::{column.Type}";
}
