using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare activate</c> and <c>spare passivate</c>.</summary>
public sealed class ActivationCommandsTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-cli-");
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private readonly List<FakeDaemon> daemons = [];

    public async Task InitializeAsync()
    {
        daemons.Add(await FakeDaemon.StartAsync(1, directory.FullName));
        daemons.Add(await FakeDaemon.StartAsync(2, directory.FullName));
    }

    public async Task DisposeAsync()
    {
        foreach (var daemon in daemons)
        {
            await daemon.DisposeAsync();
        }
    }

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("h1")]
    [InlineData("h1-r2")]
    public async Task A_passive_replica_is_woken_by_its_host_or_its_name(string target)
    {
        Assert.Equal(0, await RunAsync("activate", target));
        Assert.Contains("h1-r2 executes requests now, after 12 ms", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_or_refused()
    {
        Assert.Equal(0, await RunAsync("activate", "h2", "--dry-run"));
        Assert.Contains("h2-r2 would be woken", output.ToString(), StringComparison.Ordinal);
        daemons[0].Status = daemons[0].Status with { Replicas = daemons[0].Status.Replicas.RemoveAt(1) };
        Assert.Equal(0, await RunAsync("activate", "h2", "--dry-run"));
        Assert.Contains("refused: h2-r2 is the last", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("passivate", "h1-r1", "--dry-run"));
        Assert.Contains("refused: no more", output.ToString(), StringComparison.Ordinal);
        Wake(1);
        Assert.Equal(0, await RunAsync("passivate", "h2", "--dry-run"));
        Assert.Contains("h2-r3 would be put back", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_active_replica_is_put_back_and_another_one_has_taken_over()
    {
        Assert.Equal(0, await RunAsync("passivate", "h1-r1", "--output", "json"));
        var result = JsonSerializer.Deserialize(output.ToString(), AdminJson.Default.ActivationResult);
        Assert.Equal(new ActivationResult(new ReplicaId(new HostId(1), 2), 3), result);
    }

    [Theory]
    [InlineData("activate", "h1-r1", "is not the passive replica of h1; that is h1-r2", 1)]
    [InlineData("passivate", "h1", "has no woken replica", 1)]
    [InlineData("passivate", "h2-r7", "h2-r7 does not execute requests", 1)]
    [InlineData("activate", "h3", "No daemon here has h3", 2)]
    [InlineData("activate", "x", "No daemon here has x", 2)]
    public async Task What_cannot_be_done_is_refused(string command, string target, string reason, int code)
    {
        Assert.Equal(code, await RunAsync(command, target));
        Assert.Contains(reason, errors.ToString(), StringComparison.Ordinal);
    }

    private void Wake(int host)
    {
        var status = daemons[host].Status;
        daemons[host].Status = status with
        {
            Replicas = status.Replicas.Add(new ReplicaStatus
            {
                Replica = new ReplicaId(status.Host, 3),
                Role = ReplicaRole.Helper,
                State = ReplicaState.Running,
            }),
        };
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        [.. arguments, .. daemons.SelectMany(daemon => new[] { "--socket", daemon.Socket })], output, errors,
        CancellationToken.None);
}
