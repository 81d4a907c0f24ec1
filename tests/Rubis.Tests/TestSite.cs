using Dapper;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Rubis.Service.Serving;

namespace Rubis.Tests;

/// <summary>The service in this process, on a free port, over a database of its own.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    /// <summary>Auctions of the tiny database are running then.</summary>
    public const string Noon = "2026-03-01T12:00:00.000001Z";

    private readonly WebApplication app;
    private readonly NpgsqlDataSource database;
    private readonly HttpClient http;

    private TestSite(WebApplication app, NpgsqlDataSource database, HttpClient http)
    {
        this.app = app;
        this.database = database;
        this.http = http;
    }

    public Uri Root => new(http.BaseAddress!, "/rubis/");

    public static async Task<TestSite> OpenAsync(string connectionString, string role = "postgres")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Username = role, MaxPoolSize = 4 };
        var database = NpgsqlDataSource.Create(settings);
        var app = ServiceHost.Build("http://127.0.0.1:0", database, TimeProvider.System);
        await app.StartAsync();
        var patient = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        var http = new HttpClient(patient) { BaseAddress = new Uri(app.Urls.Single()) };
        return new TestSite(app, database, http);
    }

    public Task<Answer> GetAsync(string address, string time = Noon) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(address)), time);

    /// <summary>Sends what follows the question mark as a form.</summary>
    public Task<Answer> PostAsync(string address, string time = Noon)
    {
        var parts = address.Split('?', 2);
        var form = new StringContent(parts.ElementAtOrDefault(1) ?? "");
        form.Headers.ContentType = new("application/x-www-form-urlencoded");
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, Address(parts[0])) { Content = form }, time);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, string? time = Noon)
    {
        if (time is not null)
        {
            request.Headers.Add("Spare-Time", time);
        }

        using (request)
        using (var response = await http.SendAsync(request))
        {
            return new Answer(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(),
                response.Content.Headers.ContentType?.ToString() ?? "");
        }
    }

    public async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<T>(sql);
    }

    public async Task<IReadOnlyList<T>> AllAsync<T>(string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private static Uri Address(string address) =>
        new(address.StartsWith('/') ? address : "/rubis/" + address, UriKind.Relative);
}
