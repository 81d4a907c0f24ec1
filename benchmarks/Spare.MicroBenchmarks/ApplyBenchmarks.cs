using BenchmarkDotNet.Attributes;
using Npgsql;
using Spare.Postgres.Apply;
using Spare.Postgres.Catalog;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;
using Spare.TestPostgres;

namespace Spare.MicroBenchmarks;

/// <summary>Two hundred updates in one transaction of a private PostgreSQL server, as a passive replica gets them.</summary>
public class ApplyBenchmarks
{
    private const int Updates = 200;
    private const string Database = "auctions";

    private PrivateServer server = null!; // Made in the setup.
    private UpdateApplier applier = null!;
    private UpdateNumber last;

    /// <summary>The runner in this process does not wait for tasks of setups.</summary>
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => StopAsync().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Updates)]
    public async Task<UpdateNumber> ApplyAsync()
    {
        WriteSet[] batch = [.. Enumerable.Range((int)last.Value + 1, Updates).Select(BidWriteSets.Of)];
        var result = await applier.ApplyAsync(last.Next, batch, ReplicaUse.Updated, CancellationToken.None);
        return last = result is ApplyResult.Applied applied ? applied.Last : throw new InvalidOperationException($"{result}");
    }

    private async Task StartAsync()
    {
        server = await PrivateServer.StartAsync();
        await server.ExecuteAsync("CREATE ROLE spare SUPERUSER LOGIN REPLICATION");
        var roles = new DatabaseRoles(Database, "owner");
        await using (var admin = await OpenAsync(server.ConnectionString("postgres", "spare")))
        {
            await roles.CreateAsync(admin, CancellationToken.None);
        }

        var address = new DatabaseAddress(server.SocketDirectory, server.Port, Database);
        await using var spare = await OpenAsync(address.ConnectionString);
        await roles.GrantAsync(spare, CancellationToken.None);
        await using (var owner = await OpenAsync(server.ConnectionString(Database, roles.Owner)))
        {
            await using var setup = new NpgsqlCommand(BidWriteSets.Schema, owner);
            await setup.ExecuteNonQueryAsync();
        }

        await DatabasePreparation.PrepareAsync(spare, roles, CancellationToken.None);
        applier = await UpdateApplier.OpenAsync(
            address, await DatabaseCatalog.LoadAsync(spare, CancellationToken.None), CancellationToken.None);
    }

    private async Task StopAsync()
    {
        await applier.DisposeAsync();
        await server.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(string text)
    {
        var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        return connection;
    }
}
