using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Rubis.Client.Emulation;

namespace Rubis.Tests.Clients;

public sealed class BrowserTests
{
    [Fact]
    public async Task Tries_five_times_and_names_the_reason_of_a_503()
    {
        await using var site = await StubAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"title": "Replies differ", "status": 503}""");
        });
        using var browser = new Browser(new Uri(site.Urls.Single()), TimeSpan.FromSeconds(30), new ImpatientTime());

        var fetched = await browser.OpenAsync(new Target("x"), CancellationToken.None);

        Assert.Null(fetched.Page);
        Assert.Equal(Enumerable.Repeat("503 Replies differ", Browser.Tries), fetched.Failures);
    }

    [Fact]
    public async Task Takes_the_page_of_a_later_try()
    {
        var asked = 0;
        await using var site = await StubAsync(async context =>
        {
            context.Response.StatusCode = ++asked < 3 ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            await context.Response.WriteAsync("itemId=3");
        });
        using var browser = new Browser(new Uri(site.Urls.Single()), TimeSpan.FromSeconds(30), new ImpatientTime());

        var fetched = await browser.OpenAsync(new Target("x"), CancellationToken.None);

        Assert.Equal([3], fetched.Page!.ItemIds);
        Assert.Equal(["500", "500"], fetched.Failures);
    }

    [Fact]
    public async Task Counts_a_refused_connection_and_does_not_throw()
    {
        string address;
        await using (var site = await StubAsync(_ => Task.CompletedTask))
        {
            address = site.Urls.Single();
        }

        using var browser = new Browser(new Uri(address), TimeSpan.FromSeconds(30), new ImpatientTime());

        var fetched = await browser.OpenAsync(new Target("x"), CancellationToken.None);

        Assert.Equal(Enumerable.Repeat("connection: ConnectionRefused", Browser.Tries), fetched.Failures);
    }

    [Fact]
    public async Task Stops_trying_when_the_run_ends()
    {
        await using var site = await StubAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        using var browser = new Browser(new Uri(site.Urls.Single()), TimeSpan.FromSeconds(30), new ImpatientTime());

        var fetched = await browser.OpenAsync(new Target("x"), new CancellationToken(canceled: true));

        Assert.Single(fetched.Failures);
    }

    [Fact]
    public async Task Posts_what_is_too_long_and_loads_pictures_over_the_same_connection()
    {
        var seen = new List<(string Method, string Path, string Connection)>();
        await using var site = await StubAsync(context =>
        {
            seen.Add((context.Request.Method, context.Request.Path, context.Connection.Id));
            context.Response.StatusCode = context.Request.Path == "/missing.svg" ? 404 : 200;
            return Task.CompletedTask;
        });
        using var browser = new Browser(new Uri(site.Urls.Single() + "/rubis"), TimeSpan.FromSeconds(30), TimeProvider.System);

        await browser.OpenAsync(new Target("x").With("text", new string('a', 7000)), CancellationToken.None);
        var failed = await browser.LoadImagesAsync(["/logo.svg", "/missing.svg"]);

        Assert.Equal(1, failed);
        Assert.Equal(
            [("POST", "/rubis/x"), ("GET", "/logo.svg"), ("GET", "/missing.svg")],
            seen.Select(request => (request.Method, request.Path)));
        Assert.Single(seen.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public void Reads_a_status_without_a_problem_document_as_its_number()
    {
        Assert.Equal("404", FailureReason.Of(HttpStatusCode.NotFound, "text/html", "{}"));
        Assert.Equal("503", FailureReason.Of(HttpStatusCode.ServiceUnavailable, "application/problem+json", "not JSON"));
        Assert.Equal("503", FailureReason.Of(HttpStatusCode.ServiceUnavailable, "application/problem+json", "[1]"));
    }

    private static async Task<WebApplication> StubAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(
            builder.WebHost, "http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
