using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare replay</c>.</summary>
public sealed class ReplayCommandTests : CommandTests
{
    [Fact]
    public async Task The_replay_is_shown_and_each_answer_compared_with_it()
    {
        Assert.Equal(0, await RunAsync("replay", "12"));
        var text = Output;
        Assert.Contains("s12, request h1/56, again on a clone of h1: Replied", text, StringComparison.Ordinal);
        Assert.Contains("h1-r1    answered the same", text, StringComparison.Ordinal);
        Assert.Contains("h2-r1    answered otherwise", text, StringComparison.Ordinal);
        Assert.Contains("replayed 200", text, StringComparison.Ordinal);
        Assert.Contains("given    500", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_host_is_asked_when_one_cannot()
    {
        Daemons[0].Replays = false;
        Assert.Equal(0, await RunAsync("replay", "12", "--output", "json"));
        var replayed = JsonSerializer.Deserialize(Output, AdminJson.Default.ReplayedRequest);
        Assert.Equal(new HostId(2), replayed!.Host);
        Assert.Equal([true, false], replayed.Answers.Select(answer => answer.IsSame));
    }

    [Fact]
    public async Task Where_none_can_each_says_why()
    {
        Daemons[0].Replays = Daemons[1].Replays = false;
        Assert.Equal(1, await RunAsync("replay", "12"));
        Assert.Contains("The base of h1 is at s20", Errors, StringComparison.Ordinal);
        Assert.Contains("The base of h2 is at s20", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_evidence_there_is_nothing_to_replay()
    {
        Assert.Equal(1, await RunAsync("replay", "13"));
        Assert.StartsWith("spare: No evidence of s13 is kept at h1, h2;", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_host_keeps_that_does_not_answer_is_not_said()
    {
        await Daemons[1].DisposeAsync();
        Assert.Equal(1, await RunAsync("replay", "13"));
        Assert.Contains(Daemons[1].Socket, Errors, StringComparison.Ordinal);
        Assert.Contains("No evidence of s13 is kept at h1;", Errors, StringComparison.Ordinal);
        await Daemons[0].DisposeAsync();
        Assert.Equal(1, await RunAsync("replay", "12"));
        Assert.DoesNotContain("s12", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_there_is_not_is_no_host_without_evidence()
    {
        Assert.Equal(2, await RunAsync("replay", "12", "--host", "h7"));
        Assert.Contains("No daemon here is host h7", Errors, StringComparison.Ordinal);
    }
}
