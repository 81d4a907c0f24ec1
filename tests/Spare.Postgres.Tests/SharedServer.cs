using Spare.TestPostgres;

namespace Spare.Postgres.Tests;

/// <summary>One server for all tests of this project; every test has databases of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public PrivateServer Server { get; private set; } = null!; // Set before the first test runs.

    public async Task InitializeAsync()
    {
        Server = await PrivateServer.StartAsync();
        await Server.ExecuteAsync("CREATE ROLE spare SUPERUSER LOGIN REPLICATION");
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<SharedServer>
{
    public const string Name = "One PostgreSQL server";
}
