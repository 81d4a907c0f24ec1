using System.Diagnostics;
using System.Globalization;
using System.Net;
using Spare.Protocol.Agents;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>
/// A replica whose programs and libraries, all but .NET, are those of a suite of Debian: what is in a guest's image, without
/// the machine around it. Gone on disposal, and when the test process ends.
/// </summary>
internal sealed class DiverseReplica : IAsyncDisposable
{
    /// <summary>The shell ends with the test process: the end of its input comes whatever becomes of that.</summary>
    private const string Guarded = """
        "$@" </dev/null &
        read -r _
        kill -KILL $!
        wait
        """;

    private const string PrepareAndRun = """
        agent=/opt/spare/artifacts/bin/Spare.Agent/release/spare-agent
        "$agent" prepare --service "$1/service.yaml" --image "$1/image" && exec "$agent" run --service "$1/service.yaml" \
          --disk "$1/image" --listen "$2"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient client = new() { Timeout = Patience };
    private readonly ScratchDirectory scratch = new();
    private readonly RegisterService service;
    private readonly IPEndPoint endpoint;
    private readonly Process guard;

    private DiverseReplica(string system, string setup)
    {
        service = RegisterService.Write(scratch.Path, setup, readInstances: 0);
        var address = IPAddress.Parse(string.Create(
            CultureInfo.InvariantCulture,
            $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}"));
        endpoint = new IPEndPoint(address, AgentProtocol.Port);
        string[] inside =
        [
            SourceTree.PathOf("vm-images/inside"), system,
            "--bind", $"{SourceTree.Directory}:/opt/spare", "--bind", $"{scratch.Path}:{scratch.Path}",
        ];
        string[] command = ["sh", "-c", PrepareAndRun, "sh", scratch.Path, endpoint.ToString()];
        guard = Process.Start(new ProcessStartInfo("sh", ["-c", Guarded, "sh", .. inside, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _ = guard.StandardOutput.ReadToEndAsync();
    }

    public string DatabaseVersion => File.ReadAllText(scratch["image/pgdata/PG_VERSION"]).Trim();

    public static async Task<DiverseReplica> StartAsync(string suite, string setup)
    {
        using var fetching = Process.Start(
            new ProcessStartInfo(SourceTree.PathOf("vm-images/system"), [suite]) { RedirectStandardOutput = true })!;
        var system = await fetching.StandardOutput.ReadToEndAsync();
        await fetching.WaitForExitAsync();
        Assert.Equal(0, fetching.ExitCode);
        return new DiverseReplica(system.Trim(), setup);
    }

    /// <summary>Returns when the service is healthy.</summary>
    public async Task<AgentConnection> ConnectAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Poll);
        while (true)
        {
            try
            {
                var agent = await AgentConnection.ConnectAsync(endpoint, new AgentConnectionOptions(), CancellationToken.None);
                while ((await agent.StatusAsync(CancellationToken.None)).Service != ServiceState.Healthy)
                {
                    Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "the service is not healthy");
                    await timer.WaitForNextTickAsync();
                }

                return agent;
            }
            catch (Exception notYet) when (
                notYet is not Xunit.Sdk.XunitException && !guard.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>Status, header and body of the service's answer; <c>Date</c> is left out, as Spare does.</summary>
    public async Task<string> SqlAsync(string sql)
    {
        var target = $"http://{endpoint.Address}:{service.WritePort}/sql?{Uri.EscapeDataString(sql)}";
        using var answer = await client.GetAsync(new Uri(target));
        var fields = answer.Headers.Concat(answer.Content.Headers).Where(field => field.Key != "Date")
            .Select(field => $"{field.Key}: {string.Join(", ", field.Value)}\n");
        return $"{(int)answer.StatusCode}\n{string.Concat(fields)}\n{await answer.Content.ReadAsStringAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
        client.Dispose();
        scratch.Dispose();
    }
}
