using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Spare.Benchmarks.Paper.Metering;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site on hosts of a testbed, which the testbed's own commands start and stop.</summary>
internal sealed class TestbedSite : AuctionSite
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Testbed testbed;
    private readonly Experiment experiment;
    private readonly Setting setting;

    private TestbedSite(Testbed testbed, Experiment experiment, Setting setting)
    {
        this.testbed = testbed;
        this.experiment = experiment;
        this.setting = setting;
    }

    public override ImmutableArray<Uri> Urls => [.. Hosts.Select(host => host.Url)];

    private ImmutableArray<TestbedHost> Hosts => testbed.Hosts[..setting.Hosts(experiment.Faults)];

    public static async Task<TestbedSite> StartTestbedAsync(
        Testbed testbed, Experiment experiment, Setting setting, CancellationToken cancellation)
    {
        var site = new TestbedSite(testbed, experiment, setting);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(testbed.StartDeadline);
        try
        {
            await site.CommandAsync("start", testbed.Start, deadline.Token);
            await site.UntilAnsweredAsync(deadline.Token);
            return site;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await site.DisposeAsync();
            throw new BenchmarkException(
                $"Not every host of '{testbed.Name}' answered within {testbed.StartDeadline.TotalSeconds:F0} s: "
                + $"look at {string.Join(" and ", site.Urls)}, or raise 'start-deadline'.");
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Clients run here.</summary>
    public override ProcessStartInfo ForClients(string program, IEnumerable<string> arguments) => new(program, arguments);

    public override IReadOnlyList<MeterLink> StartMeters() =>
    [
        .. Hosts.Select((host, i) => TestbedMeters.Start(testbed, host, i + 1)),
        .. testbed.Witness is { } witness && setting is not (Setting.Direct or Setting.Forward)
            ? new[] { TestbedMeters.Start(testbed, witness, 0) } : [],
    ];

    /// <summary>Says so when the testbed does not stop: the next setting will hardly start then.</summary>
    public override async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(testbed.StartDeadline);
        try
        {
            await CommandAsync("stop", testbed.Stop, deadline.Token);
        }
        catch (Exception failure) when (failure is BenchmarkException or LabException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"    '{testbed.Name}' was not stopped: {failure.Message}");
        }
    }

    private async Task CommandAsync(string name, string command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = testbed.Directory,
            Environment =
            {
                ["SPARE_SETTING"] = setting.Word(),
                ["SPARE_FAULTS"] = experiment.Faults.ToString(CultureInfo.InvariantCulture),
                ["SPARE_DATABASE"] = ServiceFiles.Word(experiment.Database),
                ["SPARE_DRIVER"] = experiment.Machines ? "libvirt" : "process",
            },
        };
        var (code, _, errors) = await Tool.RunAsync(start, cancellation);
        if (code != 0)
        {
            throw new BenchmarkException($"'{name}' of '{testbed.Name}' ended with {code} for {setting.Word()}: {errors.Trim()}");
        }
    }

    private async Task UntilAnsweredAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        foreach (var url in Urls)
        {
            while (!await IsAnsweredAsync(http, url, cancellation))
            {
                await Task.Delay(PollInterval, cancellation);
            }
        }
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient http, Uri url, CancellationToken cancellation)
    {
        try
        {
            using var reply = await http.GetAsync(url, cancellation);
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
