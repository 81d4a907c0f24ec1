using System.Diagnostics;
using Spare.EndToEnd.Tests.Programs;
using Spare.TestPostgres;

namespace Spare.EndToEnd.Tests.Auction.Replay;

/// <summary>The auction site without Spare: one service over one database that was loaded with the same rows.</summary>
internal sealed class PlainAuction : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const string Database = "rubis";

    private readonly PrivateServer server;
    private readonly HttpClient client = new();
    private ProgramRun? service;
    private Uri? site;

    private PlainAuction(PrivateServer server) => this.server = server;

    public static async Task<PlainAuction> StartAsync()
    {
        var plain = new PlainAuction(await PrivateServer.StartAsync());
        try
        {
            await plain.server.CreateDatabaseAsync(Database);
            using (var load = plain.Run("load", "--size", "tiny"))
            {
                Assert.True(await load.EndAsync() == 0, load.Written);
            }

            plain.service = plain.Run("--urls", "http://127.0.0.1:0");
            var line = await plain.service.LineAsync(Listening);
            plain.site = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
            return plain;
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Executes a request as if it were then.</summary>
    public async Task<AuctionAnswer> SendAsync(AuctionRequest request, string time)
    {
        using var message = request.ToMessage(site ?? throw new InvalidOperationException("not started"));
        message.Headers.Add("Spare-Time", time);
        using var response = await client.SendAsync(message);
        return await AuctionAnswer.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        service?.Dispose();
        await server.DisposeAsync();
    }

    private ProgramRun Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(SourceTree.Program("rubis-service", "Rubis.Service"), arguments);
        start.Environment["PGHOST"] = server.SocketDirectory;
        start.Environment["PGPORT"] = $"{server.Port}";
        start.Environment["PGUSER"] = server.User;
        start.Environment["PGDATABASE"] = Database;
        return ProgramRun.Start(start);
    }
}
