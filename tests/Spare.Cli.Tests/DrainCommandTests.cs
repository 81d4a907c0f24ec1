using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare drain</c>.</summary>
public sealed class DrainCommandTests : CommandTests
{
    [Fact]
    public async Task A_host_is_drained_while_another_one_takes_requests_and_takes_them_again()
    {
        Assert.Equal(0, await RunAsync("drain", "h2"));
        Assert.True(Daemons[1].Status.Draining);
        Assert.Equal(0, await RunAsync("drain", "h2", "--undo"));
        Assert.False(Daemons[1].Status.Draining);
    }

    [Theory]
    [InlineData("h2 is drained")]
    [InlineData("h2 does not serve")]
    [InlineData("h2 is away")]
    public async Task The_last_host_that_takes_requests_is_not_drained_nor_said_to_be(string why)
    {
        await HaveAsync(why);
        Assert.Equal(1, await RunAsync("drain", "h1"));
        Assert.Contains(why, Errors, StringComparison.Ordinal);
        Assert.Contains("--force", Errors, StringComparison.Ordinal);
        Assert.False(Daemons[0].Status.Draining);
        Assert.Equal(1, await RunAsync("drain", "h1", "--dry-run"));
        Assert.Empty(Output);
    }

    [Fact]
    public async Task It_is_when_the_operator_insists()
    {
        await HaveAsync("h2 is drained");
        Assert.Equal(0, await RunAsync("drain", "h1", "--force"));
        Assert.True(Daemons[0].Status.Draining);
    }

    [Fact]
    public async Task A_host_whose_daemon_is_elsewhere_counts_as_it_is_seen_from_here()
    {
        await Daemons[1].DisposeAsync();
        Assert.Equal(0, await RunAsync("drain", "h1"));
    }

    [Fact]
    public async Task What_is_drained_and_where_automation_is_paused_is_in_the_status()
    {
        Assert.Equal(0, await RunAsync("drain", "h2"));
        Daemons[0].Status = Daemons[0].Status with { AutomationPaused = true };
        Assert.Equal(0, await RunAsync("status"));
        Assert.Contains("serving, drained", Output, StringComparison.Ordinal);
        Assert.Contains("h2 is drained", Output, StringComparison.Ordinal);
        Assert.Contains("Automation of h1 is paused", Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Automation of h2", Output, StringComparison.Ordinal);
    }

    private async Task HaveAsync(string why)
    {
        var (one, two) = (Daemons[0].Status, Daemons[1].Status);
        switch (why)
        {
            case "h2 is drained":
                Daemons[1].Status = two with { Draining = true };
                break;
            case "h2 does not serve":
                Daemons[1].Status = two with { State = ServingState.Refusing, Reason = "Its journal failed." };
                break;
            default:
                Daemons[0].Status = one with
                {
                    Members = [one.Members[0], new MemberStatus(new HostId(2), "host2", MemberState.Absent)],
                };
                await Daemons[1].DisposeAsync();
                break;
        }
    }
}
