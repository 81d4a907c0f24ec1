using System.Collections.Immutable;
using System.Security.Cryptography;
using Npgsql;
using Spare.Postgres.Apply;
using Spare.Postgres.Capture;
using Spare.Postgres.Catalog;
using Spare.Postgres.Dump;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol.WriteSets;
using Spare.TestPostgres;

namespace Spare.Postgres.Tests;

/// <summary>A database of a service on the shared server, set up by its owner and prepared as in an image.</summary>
internal sealed class PreparedDatabase
{
    private PreparedDatabase(DatabaseRoles roles, DatabaseAddress address, ImmutableArray<string> problems)
    {
        Roles = roles;
        Address = address;
        Problems = problems;
    }

    public DatabaseRoles Roles { get; }

    public DatabaseAddress Address { get; }

    public ImmutableArray<string> Problems { get; }

    public string OwnerConnection => Connection(Roles.Owner);

    public static async Task<PreparedDatabase> CreateAsync(PrivateServer server, string setup)
    {
        var name = $"shop_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var roles = new DatabaseRoles(name, $"{name}_owner");
        await using (var admin = await OpenAsync(server.ConnectionString("postgres", "spare")))
        {
            await roles.CreateAsync(admin, CancellationToken.None);
        }

        var address = new DatabaseAddress(server.SocketDirectory, server.Port, name);
        await using var spare = await OpenAsync(address.ConnectionString);
        await roles.GrantAsync(spare, CancellationToken.None);
        await using (var owner = await OpenAsync(server.ConnectionString(name, roles.Owner)))
        {
            await ExecuteAsync(owner, setup);
        }

        return new PreparedDatabase(
            roles, address, await DatabasePreparation.PrepareAsync(spare, roles, CancellationToken.None));
    }

    public string Connection(string role) => new NpgsqlConnectionStringBuilder(Address.ConnectionString)
    {
        Username = role,
        Options = string.Empty,
    }.ConnectionString;

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async Task ExecuteAsOwnerAsync(string sql)
    {
        await using var owner = await OpenAsync(OwnerConnection);
        await ExecuteAsync(owner, sql);
    }

    public async Task<WriteSetCapture> StartCaptureAsync(WriteSetBounds? bounds = null)
    {
        await using var spare = await OpenAsync(Address.ConnectionString);
        var catalog = await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
        return await WriteSetCapture.StartAsync(
            await CaptureSessions.OpenAsync(Address, CancellationToken.None),
            catalog,
            bounds ?? WriteSetBounds.Standard,
            CancellationToken.None);
    }

    public async Task<UpdateApplier> OpenApplierAsync()
    {
        await using var spare = await OpenAsync(Address.ConnectionString);
        var catalog = await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
        return await UpdateApplier.OpenAsync(Address, catalog, CancellationToken.None);
    }

    public async Task<List<string>> DumpAsync()
    {
        var lines = new List<string>();
        await using var spare = await OpenAsync(Address.ConnectionString);
        var catalog = await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
        await CanonicalDump.WriteAsync(
            spare,
            catalog,
            (line, _) =>
            {
                lines.Add(line);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        return lines;
    }
}
