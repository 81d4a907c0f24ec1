using System.Globalization;
using Npgsql;
using Rubis.Service.Loading;
using Spare.TestPostgres;

namespace Rubis.Tests;

/// <summary>One PostgreSQL server for all tests, with a loaded database that each site is a copy of.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private const string Template = "tiny";

    private static readonly Plan Tiny = new(LoadSize.Tiny, Plan.DefaultSeed, Plan.DefaultReference);

    private readonly Dictionary<string, TestSite> shared = [];
    private PrivateServer? server;
    private int databases;

    public PrivateServer Server => server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync()
    {
        server = await PrivateServer.StartAsync();
        await LoadAsync(await server.CreateDatabaseAsync(Template), Tiny);
    }

    public async Task DisposeAsync()
    {
        foreach (var site in shared.Values)
        {
            await site.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    /// <summary>A site over its own copy of the tiny database.</summary>
    internal async Task<TestSite> OpenSiteAsync() => await TestSite.OpenAsync(await CopyDatabaseAsync());

    /// <summary>A site that the tests of one purpose share; they do not run at the same time.</summary>
    internal async Task<TestSite> ShareSiteAsync(string purpose)
    {
        if (!shared.TryGetValue(purpose, out var site))
        {
            shared[purpose] = site = await OpenSiteAsync();
        }

        return site;
    }

    internal async Task<string> CopyDatabaseAsync()
    {
        var name = "copy" + (++databases).ToString(CultureInfo.InvariantCulture);
        await Server.ExecuteAsync($"create database {name} template {Template}");
        return Server.ConnectionString(name);
    }

    internal static async Task LoadAsync(string connectionString, Plan plan, Existing existing = Existing.Keep)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await new Loader(connection, TextWriter.Null, CancellationToken.None).LoadAsync(plan, existing);
    }
}
