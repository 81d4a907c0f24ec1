using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary>Commands where the daemon of host 2 took the connection and says nothing.</summary>
public sealed class HangingDaemonTests : CommandTests
{
    private const string Sentence = "took the connection but did not answer within 10 s";

    /// <summary>That of the end of patience, and that of the next question for a sign of life.</summary>
    private const int WorkTimers = 2;

    [Theory]
    [InlineData("host1 (h1)", "/status", "/status", "status")]
    [InlineData("host1", "/stages", "/stages", "stages")]
    [InlineData("h1 #1", "/events", "/events", "events")]
    [InlineData("h1 #1", "/history", "/history", "history")]
    [InlineData("Evidence of h1.", "/evidence/s12", "/evidence/s12", "explain", "12")]
    [InlineData("on a clone of h1", "/evidence/s12", "/evidence/s12", "replay", "12")]
    [InlineData("h1-r2 is at u310", "/flush", "/flush", "flush")]
    [InlineData("h1-r2 u310", "/dump/h1-r2", "/status", "dump", "--digest")]
    [InlineData("No fault is set at h1\n", "/faults", "/status", "inject", "--list")]
    [InlineData("Nothing is in quarantine at h1\n", "/quarantine", "/status", "quarantine", "list")]
    [InlineData("Automation of h1 is paused", "/status", "/status", "automation", "pause")]
    public async Task What_the_others_answer_is_shown_and_the_one_that_hangs_is_named(
        string shown, string answered, string asked, params string[] command)
    {
        Daemons[1].Hangs = true;
        var running = RunAsync(command);
        await Daemons[1].AskedAsync(asked);
        await Daemons[0].AskedAsync(answered);
        await Time.UntilTimersAsync(asked == AdminRoutes.Flush ? WorkTimers : 1);
        Time.Advance(Patience.Longest);

        Assert.Equal(1, await running);
        Assert.Contains(shown, Output, StringComparison.Ordinal);
        Assert.Equal($"spare: The daemon at {Daemons[1].Socket} {Sentence}; look into its log.\n", Errors);
    }

    [Theory]
    [InlineData(AdminRoutes.Flush, "flush")]
    [InlineData(AdminRoutes.Replay, "replay", "12")]
    [InlineData(AdminRoutes.Dump, "dump", "h2-r1")]
    [InlineData(AdminRoutes.Activate, "activate", "h2")]
    public async Task Work_may_take_long_while_the_daemon_lives(string asked, params string[] command)
    {
        var running = await WorkForLongAsync(asked, command);
        Daemons[1].Works!.SetResult();

        Assert.Equal(0, await running);
        Assert.Equal("", Errors);
    }

    [Theory]
    [InlineData(AdminRoutes.Flush, "flush")]
    [InlineData(AdminRoutes.Replay, "replay", "12")]
    [InlineData(AdminRoutes.Dump, "dump", "h2-r1")]
    [InlineData(AdminRoutes.Activate, "activate", "h2")]
    public async Task Work_ends_when_the_daemon_hangs_at_it(string asked, params string[] command)
    {
        var running = await WorkForLongAsync(asked, command);
        Daemons[1].Hangs = true;
        Time.Advance(Patience.Pace);
        await Daemons[1].AskedAsync(AdminRoutes.Status);
        Time.Advance(Patience.Longest);

        Assert.Equal(1, await running);
        Assert.Contains(Sentence, Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_followed_and_hangs_is_named_while_the_others_are_followed()
    {
        var watching = RunAsync("events", "--follow", "--since", "3");
        await Daemons[1].AskedAsync(AdminRoutes.Events);
        await Daemons[1].AskedAsync(AdminRoutes.Events);
        await Daemons[0].AskedAsync(AdminRoutes.Events);
        await Daemons[0].AskedAsync(AdminRoutes.Events);
        Daemons[1].Hangs = true;
        for (var waited = TimeSpan.Zero; waited < Patience.Longest; waited += Patience.Pace)
        {
            Time.Advance(Patience.Pace);
            await Daemons[0].AskedAsync(AdminRoutes.Status);
        }

        Assert.Contains(Sentence, await FirstError, StringComparison.Ordinal);
        Assert.False(watching.IsCompleted);
        Daemons[0].Follower.SetResult();
        Assert.Equal(1, await watching);
        Assert.Contains("h1 #4", Output, StringComparison.Ordinal);
    }

    /// <summary>Longer than a daemon that says nothing is waited for.</summary>
    private async Task<Task<int>> WorkForLongAsync(string asked, string[] command)
    {
        if (command[0] is "replay")
        {
            Daemons[0].Replays = false;
        }

        Daemons[1].WorksAt = asked;
        Daemons[1].Works = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = RunAsync(command);
        await Daemons[1].AskedAsync(asked);
        await Time.UntilTimersAsync(WorkTimers);
        for (var waited = TimeSpan.Zero; waited <= Patience.Longest; waited += Patience.Pace)
        {
            Time.Advance(Patience.Pace);
            await Daemons[1].AskedAsync(AdminRoutes.Status);
            Assert.False(running.IsCompleted);
        }

        return running;
    }
}
