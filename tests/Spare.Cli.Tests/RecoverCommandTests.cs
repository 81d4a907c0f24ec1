using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare recover</c>.</summary>
public sealed class RecoverCommandTests : CommandTests
{
    private FakeDaemon Daemon => Daemons[0];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Daemon.Waits = Daemon.EventOf(4) with { Kind = OperatorEventKind.RecoveryWaits, Text = "It waits for h2." };
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task What_a_recovery_waits_for_is_said_while_it_waits_and_not_where_the_result_goes(string form)
    {
        var running = RecoverAsync("--output", form);
        Assert.Equal("h1: It waits for h2. (For 5 minutes at most.)", await FirstError.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.False(running.IsCompleted);
        Assert.Empty(Output);
        Daemon.Recovers.SetResult();
        Assert.Equal(0, await running);
        if (form == "json")
        {
            var result = JsonSerializer.Deserialize(Output, AdminJson.Default.RecoveryResult);
            Assert.Equal(new RecoveryResult(new ReplicaId(new HostId(1), 2), 7_000), result);
        }
        else
        {
            Assert.Equal("h1-r2 is active now, after 7000 ms\n", Output);
        }
    }

    [Fact]
    public async Task What_happened_before_and_other_events_are_not_said()
    {
        Daemon.Waits = Daemon.EventOf(4);
        Daemon.Recovers.SetResult();
        Assert.Equal(0, await RecoverAsync());
        Assert.Empty(Errors);
    }

    [Fact]
    public async Task A_host_that_was_not_recovered_is_named_with_the_reason()
    {
        Daemon.Waits = null;
        Daemon.Refuses = "h2 is away.";
        Assert.Equal(1, await RecoverAsync());
        Assert.Equal("spare: h1 was not recovered. h2 is away.\n", Errors);
    }

    private Task<int> RecoverAsync(params string[] options) =>
        RunBareAsync(["recover", .. options, "--socket", Daemon.Socket]);
}
