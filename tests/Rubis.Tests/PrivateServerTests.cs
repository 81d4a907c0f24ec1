using Npgsql;
using Spare.TestPostgres;

namespace Rubis.Tests;

public sealed class PrivateServerTests
{
    [Fact]
    public async Task Answers_on_its_own_socket_and_leaves_nothing_behind()
    {
        string directory;
        await using (var server = await PrivateServer.StartAsync())
        {
            directory = server.SocketDirectory;
            await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("rubis"));
            await using var command = source.CreateCommand("show wal_level");
            Assert.Equal("logical", await command.ExecuteScalarAsync());
        }

        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Says_why_a_server_did_not_start()
    {
        var options = new PrivateServerOptions
        {
            Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" },
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PrivateServer.StartAsync(options));

        Assert.Contains("no_such_setting", failure.Message, StringComparison.Ordinal);
    }
}
