using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare activate</c> and <c>spare passivate</c>.</summary>
public sealed class ActivationCommandsTests : CommandTests
{
    [Theory]
    [InlineData("h1")]
    [InlineData("h1-r2")]
    public async Task A_passive_replica_is_woken_by_its_host_or_its_name(string target)
    {
        Assert.Equal(0, await RunAsync("activate", target));
        Assert.Contains("h1-r2 executes requests now, after 12 ms", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_or_refused()
    {
        Assert.Equal(0, await RunAsync("activate", "h2", "--dry-run"));
        Assert.Contains("h2-r2 would be woken", Output, StringComparison.Ordinal);
        Daemons[0].Status = Daemons[0].Status with { Replicas = Daemons[0].Status.Replicas.RemoveAt(1) };
        Assert.Equal(1, await RunAsync("activate", "h2", "--dry-run"));
        Assert.Contains("refused: h2-r2 is the last passive replica.", Errors, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("passivate", "h1-r1", "--dry-run"));
        Assert.Contains("refused: no more", Errors, StringComparison.Ordinal);
        Wake(1);
        Assert.Equal(0, await RunAsync("passivate", "h2", "--dry-run"));
        Assert.Contains("h2-r3 would be put back", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_names_hosts_whose_replicas_it_does_not_know()
    {
        await Daemons[0].DisposeAsync();
        Assert.Equal(1, await RunAsync("activate", "h2", "--dry-run"));
        Assert.Contains(Daemons[0].Socket, Errors, StringComparison.Ordinal);
        Assert.Contains("is the last passive replica, as far as hosts answered.", Errors, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("activate", "h1"));
        Assert.DoesNotContain("No daemon here", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_active_replica_is_put_back_and_another_one_has_taken_over()
    {
        Assert.Equal(0, await RunAsync("passivate", "h1-r1", "--output", "json"));
        var result = JsonSerializer.Deserialize(Output, AdminJson.Default.ActivationResult);
        Assert.Equal(new ActivationResult(new ReplicaId(new HostId(1), 2), 3), result);
    }

    [Theory]
    [InlineData("activate", "h1-r1", "is not the passive replica of h1; that is h1-r2", 1)]
    [InlineData("passivate", "h1", "has no woken replica", 1)]
    [InlineData("passivate", "h2-r7", "h2-r7 does not execute requests", 1)]
    [InlineData("activate", "h3", "No daemon here is host h3", 2)]
    [InlineData("activate", "x", "No daemon here is host x", 2)]
    public async Task What_cannot_be_done_is_refused(string command, string target, string reason, int code)
    {
        Assert.Equal(code, await RunAsync(command, target));
        Assert.Contains(reason, Errors, StringComparison.Ordinal);
    }

    private void Wake(int host)
    {
        var status = Daemons[host].Status;
        Daemons[host].Status = status with
        {
            Replicas = status.Replicas.Add(new ReplicaStatus
            {
                Replica = new ReplicaId(status.Host, 3),
                Role = ReplicaRole.Helper,
                State = ReplicaState.Running,
            }),
        };
    }
}
