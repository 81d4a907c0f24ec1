using Npgsql;
using Spare.Postgres.Catalog;

namespace Spare.Postgres.Preparation;

/// <summary>
/// The two roles that a service connects as: the owner of its database for writes, and a reader that may select and
/// nothing else.
/// </summary>
public sealed record DatabaseRoles(string Database, string Owner)
{
    /// <summary>PostgreSQL cuts names after 63 bytes; the reader's must stay another one.</summary>
    private const int OwnerKept = 56;

    public string Reader => $"{(Owner.Length <= OwnerKept ? Owner : Owner[..OwnerKept])}_reader";

    /// <summary>Makes both roles and the database; on a connection to another database of a fresh server.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        string[] statements =
        [
            $"CREATE ROLE {Quoted.Name(Owner)} LOGIN",
            $"CREATE ROLE {Quoted.Name(Reader)} LOGIN",
            $"ALTER ROLE {Quoted.Name(Reader)} SET default_transaction_read_only = on",
            $"CREATE DATABASE {Quoted.Name(Database)} OWNER {Quoted.Name(Owner)} "
                + "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
            $"REVOKE TEMPORARY ON DATABASE {Quoted.Name(Database)} FROM PUBLIC",
        ];
        foreach (var statement in statements)
        {
            await ExecuteAsync(connection, statement, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the owner use the schema <c>public</c> and the reader read what the owner makes later.</summary>
    public async Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        string[] statements =
        [
            $"ALTER SCHEMA public OWNER TO {Quoted.Name(Owner)}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            $"GRANT USAGE ON SCHEMA public TO {Quoted.Name(Reader)}",
            $"ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted.Name(Owner)} GRANT SELECT ON TABLES TO {Quoted.Name(Reader)}",
            $"ALTER DEFAULT PRIVILEGES FOR ROLE {Quoted.Name(Owner)} GRANT USAGE ON SCHEMAS TO {Quoted.Name(Reader)}",
        ];
        foreach (var statement in statements)
        {
            await ExecuteAsync(connection, statement, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the reader read what the setup made, whoever owns it.</summary>
    public async Task GrantAsync(NpgsqlConnection connection, DatabaseCatalog catalog, CancellationToken cancellation)
    {
        foreach (var schema in catalog.Tables.Select(table => table.Name.Schema).Distinct(StringComparer.Ordinal))
        {
            await ExecuteAsync(
                connection,
                $"GRANT USAGE ON SCHEMA {Quoted.Name(schema)} TO {Quoted.Name(Reader)}; "
                    + $"GRANT SELECT ON ALL TABLES IN SCHEMA {Quoted.Name(schema)} TO {Quoted.Name(Reader)}",
                cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names cannot be parameters of these statements; they are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
