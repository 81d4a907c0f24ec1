using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare drain</c>.</summary>
public sealed class DrainCommandTests : IAsyncLifetime, IDisposable
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

        directory.Delete(recursive: true);
    }

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }

    [Fact]
    public async Task A_host_is_drained_while_another_one_takes_requests_and_takes_them_again()
    {
        Assert.Equal(0, await RunAsync("drain", "h2"));
        Assert.True(daemons[1].Status.Draining);
        Assert.Equal(0, await RunAsync("drain", "h2", "--undo"));
        Assert.False(daemons[1].Status.Draining);
    }

    [Theory]
    [InlineData("h2 is drained")]
    [InlineData("h2 does not serve")]
    [InlineData("h2 is away")]
    public async Task The_last_host_that_takes_requests_is_not_drained_nor_said_to_be(string why)
    {
        await HaveAsync(why);
        Assert.Equal(1, await RunAsync("drain", "h1"));
        Assert.Contains(why, errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--force", errors.ToString(), StringComparison.Ordinal);
        Assert.False(daemons[0].Status.Draining);
        Assert.Equal(1, await RunAsync("drain", "h1", "--dry-run"));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task It_is_when_the_operator_insists()
    {
        await HaveAsync("h2 is drained");
        Assert.Equal(0, await RunAsync("drain", "h1", "--force"));
        Assert.True(daemons[0].Status.Draining);
    }

    [Fact]
    public async Task A_host_whose_daemon_is_elsewhere_counts_as_it_is_seen_from_here()
    {
        await daemons[1].DisposeAsync();
        Assert.Equal(0, await RunAsync("drain", "h1"));
    }

    [Fact]
    public async Task What_is_drained_and_where_automation_is_paused_is_in_the_status()
    {
        Assert.Equal(0, await RunAsync("drain", "h2"));
        daemons[0].Status = daemons[0].Status with { AutomationPaused = true };
        Assert.Equal(0, await RunAsync("status"));
        Assert.Contains("serving, drained", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("h2 is drained", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Automation of h1 is paused", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Automation of h2", output.ToString(), StringComparison.Ordinal);
    }

    private async Task HaveAsync(string why)
    {
        var (one, two) = (daemons[0].Status, daemons[1].Status);
        switch (why)
        {
            case "h2 is drained":
                daemons[1].Status = two with { Draining = true };
                break;
            case "h2 does not serve":
                daemons[1].Status = two with { State = ServingState.Refusing, Reason = "Its journal failed." };
                break;
            default:
                daemons[0].Status = one with
                {
                    Members = [one.Members[0], new MemberStatus(new HostId(2), "host2", MemberState.Absent)],
                };
                await daemons[1].DisposeAsync();
                break;
        }
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        [.. arguments, "--socket", daemons[0].Socket, "--socket", daemons[1].Socket], output, errors, CancellationToken.None);
}
