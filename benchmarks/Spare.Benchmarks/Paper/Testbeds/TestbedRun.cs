using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Testbeds;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>Hosts of a testbed on which a setting runs, from its command 'start' to its command 'stop'.</summary>
internal sealed class TestbedRun : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Experiment experiment;
    private readonly Setting setting;

    private TestbedRun(Testbed testbed, Experiment experiment, Setting setting)
    {
        Testbed = testbed;
        this.experiment = experiment;
        this.setting = setting;
    }

    public Testbed Testbed { get; }

    /// <summary>Those that the setting uses.</summary>
    public ImmutableArray<TestbedHost> Hosts => Testbed.Hosts[..setting.Hosts(experiment.Faults)];

    /// <summary>Null where no daemon asks it, too.</summary>
    public TestbedHost? Witness => setting is Setting.Direct or Setting.Forward ? null : Testbed.Witness;

    /// <summary>Returns when every host answers at its URL.</summary>
    public static async Task<TestbedRun> StartAsync(
        Testbed testbed, Experiment experiment, Setting setting, CancellationToken cancellation)
    {
        var run = new TestbedRun(testbed, experiment, setting);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(testbed.StartDeadline);
        try
        {
            await run.CommandAsync("start", testbed.Start, deadline.Token);
            await run.UntilAnsweredAsync(deadline.Token);
            return run;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await run.DisposeAsync();
            throw new BenchmarkException(
                $"Not every host of '{testbed.Name}' answered within {testbed.StartDeadline.TotalSeconds:F0} s: "
                + $"look at {string.Join(" and ", run.Hosts.Select(host => host.Url))}, or raise 'start-deadline'.");
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>The last host loses its power.</summary>
    public Task LoseHostAsync(CancellationToken cancellation) => CommandAsync(
        "lose-host", Testbed.LoseHost ?? throw new InvalidOperationException("checked before"), cancellation);

    /// <summary>Says so when the testbed does not stop: the next setting will hardly start then.</summary>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(Testbed.StartDeadline);
        try
        {
            await CommandAsync("stop", Testbed.Stop, deadline.Token);
        }
        catch (Exception failure) when (failure is BenchmarkException or LabException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"    '{Testbed.Name}' was not stopped: {failure.Message}");
        }
    }

    private async Task CommandAsync(string name, string command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = Testbed.Directory,
            Environment =
            {
                ["SPARE_SETTING"] = setting.Word(),
                ["SPARE_FAULTS"] = Number(experiment.Faults),
                ["SPARE_SERVICE"] = experiment.Kind == ExperimentKind.Load ? "rubis" : "register",
                ["SPARE_DATABASE"] = ServiceFiles.Word(experiment.Database),
                ["SPARE_DRIVER"] = experiment.Machines ? "libvirt" : "process",
                ["SPARE_HOST"] = Number(Hosts.Length),
            },
        };
        var (code, _, errors) = await Tool.RunAsync(start, cancellation);
        if (code != 0)
        {
            throw new BenchmarkException($"'{name}' of '{Testbed.Name}' ended with {code} for {setting.Word()}: {errors.Trim()}");
        }
    }

    private async Task UntilAnsweredAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        foreach (var host in Hosts)
        {
            while (!await IsAnsweredAsync(http, host.Url, cancellation))
            {
                await Task.Delay(PollInterval, cancellation);
            }
        }
    }

    /// <summary>The register has no page there, and says so.</summary>
    private static async Task<bool> IsAnsweredAsync(HttpClient http, Uri url, CancellationToken cancellation)
    {
        try
        {
            using var reply = await http.GetAsync(url, cancellation);
            return reply.IsSuccessStatusCode || reply.StatusCode == System.Net.HttpStatusCode.NotFound;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
