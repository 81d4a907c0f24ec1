using System.Diagnostics;
using Npgsql;

namespace Rubis.Tests.Serving;

[Collection(nameof(SiteCollection))]
public sealed class ProgramTests(SiteFixture fixture)
{
    private const string Listening = "Now listening on: ";

    [Fact]
    public async Task Serves_the_database_that_the_environment_names_until_it_is_terminated()
    {
        using var service = Start(await EnvironmentAsync(), "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await AddressAsync(service) };

        var page = await http.GetStringAsync(new Uri("/rubis/ViewItem?itemId=100", UriKind.Relative));
        using var kill = Process.Start("kill", ["-TERM", service.Id.ToString(null, null)]);
        await service.WaitForExitAsync();

        Assert.Contains("PutCommentAuth", page, StringComparison.Ordinal);
        Assert.Equal(0, service.ExitCode);
    }

    [Fact]
    public async Task Loads_and_refuses_to_load_twice()
    {
        var environment = await EnvironmentAsync();

        var (refused, why) = await RunAsync(environment, "load", "--size", "tiny");
        var (loaded, progress) = await RunAsync(environment, "load", "--size", "tiny", "--replace", "--users", "60");

        Assert.Equal(1, refused);
        Assert.Contains("--replace", why, StringComparison.Ordinal);
        Assert.Equal(0, loaded);
        Assert.Contains("users: 60 rows", progress, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("load", "--size", "gigantic")]
    [InlineData("load", "--users", "0")]
    [InlineData("--connections", "0")]
    public async Task Wrong_usage_ends_with_status_2(params string[] arguments)
    {
        var (status, error) = await RunAsync([], arguments);

        Assert.Equal(2, status);
        Assert.Contains("rubis-service: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_variable_is_wrong()
    {
        var (status, error) = await RunAsync(new() { ["PGPORT"] = "x" }, "load");

        Assert.Equal(2, status);
        Assert.Contains("PGPORT is \"x\"", error, StringComparison.Ordinal);
    }

    private static Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var program = typeof(Rubis.Service.Serving.ServiceHost).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static async Task<(int Status, string Error)> RunAsync(
        Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    private static async Task<Uri> AddressAsync(Process service)
    {
        while (await service.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new Uri(line[(at + Listening.Length)..]);
            }
        }

        throw new InvalidOperationException(await service.StandardError.ReadToEndAsync());
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(await fixture.CopyDatabaseAsync());
        return new Dictionary<string, string>
        {
            ["PGHOST"] = database.Host ?? "",
            ["PGPORT"] = database.Port.ToString(null, null),
            ["PGUSER"] = database.Username ?? "",
            ["PGDATABASE"] = database.Database ?? "",
        };
    }
}
