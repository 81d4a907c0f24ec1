using System.Text.Json;
using Rubis.Client.Commands;
using Rubis.Client.Emulation;
using Rubis.Client.Measuring;
using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

[Collection(nameof(SiteCollection))]
public sealed class RunTests(SiteFixture fixture)
{
    [Fact]
    public async Task Clients_walk_the_whole_site_without_an_error()
    {
        await using var site = await fixture.OpenSiteAsync();

        var measurements = await new Run(OptionsFor(site), TextWriter.Null).ToTheEndAsync(CancellationToken.None);

        var overall = Report.Of(measurements)[^1];
        Assert.DoesNotContain(overall.Failures.Keys, reason => reason != FailureReason.PageSaysError);
        Assert.True(overall.Requests > 50, $"{overall.Requests} requests");
        Assert.True(overall.Images > overall.Requests);
        Assert.Equal(0, overall.ImageErrors);
        Assert.True(overall.States.Count(state => state.Count > 0) > 10);
        Assert.InRange(overall.Latency.P99, overall.Latency.P50, overall.Latency.Maximum);
    }

    [Fact]
    public async Task A_run_that_is_stopped_reports_what_it_has_seen()
    {
        await using var site = await fixture.OpenSiteAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var options = OptionsFor(site) with
        {
            Schedule = new Schedule(TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.Zero),
        };

        var measurements = await new Run(options, TextWriter.Null).ToTheEndAsync(stop.Token);

        var reports = Report.Of(measurements);
        Assert.Equal(["run", "overall"], reports.Select(report => report.Phase));
        Assert.True(reports[^1].Requests > 0);
        Assert.InRange(reports[^1].Seconds, 0.5, 60);
    }

    [Fact]
    public async Task Prints_tables_and_json()
    {
        await using var site = await fixture.OpenSiteAsync();
        var measurements = await new Run(OptionsFor(site), TextWriter.Null).ToTheEndAsync(CancellationToken.None);
        var reports = Report.Of(measurements);
        var text = new StringWriter();
        ReportText.Write(text, reports);

        Assert.Contains("p99.9", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("SearchItemsInCategory", text.ToString(), StringComparison.Ordinal);

        var json = new StringWriter();
        DocumentOf(reports).Write(json);
        using var document = JsonDocument.Parse(json.ToString());
        var overall = document.RootElement.GetProperty("phases")[reports.Count - 1];
        Assert.Equal("overall", overall.GetProperty("phase").GetString());
        Assert.Equal(29, overall.GetProperty("states").GetArrayLength());
        Assert.True(overall.GetProperty("latency").GetProperty("p999").GetDouble() > 0);
    }

    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("run", "--url", "ftp://x")]
    [InlineData("run", "--url", "http://x", "--clients", "0")]
    [InlineData("run", "--url", "http://x", "--transitions", "nowhere")]
    [InlineData("run", "--url", "http://x", "--think", "hard")]
    public async Task Wrong_usage_ends_with_status_2(params string[] arguments) =>
        Assert.Equal(ExitCode.WrongUsage, await ClientCommand.RunAsync(arguments));

    private static RunOptions OptionsFor(TestSite site) => new()
    {
        Sites = [site.Root],
        Clients = 10,
        Schedule = new Schedule(TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero),
        ThinkTime = ThinkTime.None,
        Table = PublishedTables.Named("default"),
        Users = 50,
        Seed = 1,
        LoadsImages = true,
        Patience = TimeSpan.FromSeconds(30),
    };

    private static ReportDocument DocumentOf(IReadOnlyList<Report> reports) => new()
    {
        Urls = ["http://x"],
        Clients = 1,
        Seed = 1,
        Transitions = "default",
        ThinkTime = "none",
        Users = 1,
        Images = false,
        Machine = "m",
        Finished = DateTimeOffset.UnixEpoch,
        Phases = reports,
    };
}
