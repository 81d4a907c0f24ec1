using System.Text.Json;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;

namespace Spare.Cli.Tests;

/// <summary><c>spare explain</c> and <c>spare history</c>.</summary>
public sealed class PastCommandsTests : CommandTests
{
    [Theory]
    [InlineData("12")]
    [InlineData("s12")]
    public async Task An_explanation_names_who_was_wrong_in_which_field(string request)
    {
        Assert.Equal(0, await RunAsync("explain", request));
        Assert.Contains("POST /bids (0 bytes of body), request h1/56", Output, StringComparison.Ordinal);
        Assert.Contains("Evidence of h1, h2.", Output, StringComparison.Ordinal);
        Assert.Matches(@"h2-r1 +convicted +Replied [0-9a-f]{8}, wrote nothing\s+status\s+expected 200\s+given +500", Output);
        Assert.Equal("", Errors);
    }

    [Fact]
    public async Task An_explanation_for_programs_is_one_array()
    {
        Assert.Equal(0, await RunAsync("explain", "12", "--output", "json"));
        var explained = Assert.Single(JsonSerializer.Deserialize(Output, AdminJson.Default.ExplanationArray)!);
        Assert.Equal(
            new Difference("status", "200", "500"),
            Assert.Single(explained.Answers.Single(answer => answer.Standing == AnswerStanding.Convicted).Differences));
        Assert.Contains("\"standing\":\"convicted\"", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_evidence_is_one_sentence_and_exit_code_1()
    {
        Assert.Equal(1, await RunAsync("explain", "13"));
        Assert.Contains("No host has evidence of s13", Errors, StringComparison.Ordinal);
        Assert.Equal("", Output);
    }

    [Fact]
    public async Task What_happened_is_said_in_sentences()
    {
        Daemons[0].Evidence.Add(Samples.Differed with { Kind = CaseKind.Disputed });
        Assert.Equal(0, await RunAsync("explain", "12"));
        Assert.Contains("than the agreed one. The votes differed,", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hosts_that_answer_know_is_explained()
    {
        await Daemons[1].DisposeAsync();
        Assert.Equal(1, await RunAsync("explain", "12"));
        Assert.Contains("Evidence of h1.", Output, StringComparison.Ordinal);
        Assert.Contains(Daemons[1].Socket, Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is no request", "explain", "twelve")]
    [InlineData("--limit must be between", "history", "--limit", "0")]
    public async Task Wrong_usage_ends_with_exit_code_2(string sentence, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Contains(sentence, Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_merged_by_time()
    {
        Assert.Equal(0, await RunAsync("history", "--output", "json"));
        Assert.Equal([1u, 2u, 1u, 2u], Hosts());
    }

    [Fact]
    public async Task History_shows_the_last_events_of_all_hosts_together()
    {
        Assert.Equal(0, await RunAsync("history", "--limit", "2", "--output", "json"));
        Assert.Equal([1u, 2u], Hosts());
        Assert.Contains("\"number\":4", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_are_shown_for_each_host()
    {
        Assert.Equal(0, await RunAsync("stages"));
        Assert.Contains("7 reads", Output, StringComparison.Ordinal);
        Assert.Matches("ordered +0.250 +0.900 +1.234", Output);
    }

    [Fact]
    public async Task Stages_before_the_first_request_are_none()
    {
        Daemons[0].Stages.Clear();
        Daemons[1].Stages.Clear();
        Assert.Equal(0, await RunAsync("stages"));
        Assert.Contains("No request has come in here yet.", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_answer_programs_too()
    {
        Assert.Equal(0, await RunAsync("stages", "--output", "json"));
        var hosts = JsonSerializer.Deserialize(Output, AdminJson.Default.HostStagesArray)!;
        Assert.Equal(Daemons[0].Stages, hosts[0].Stages);
    }

    private IEnumerable<uint> Hosts() => Output.TrimEnd().Split('\n')
        .Select(line => JsonSerializer.Deserialize(line, AdminJson.Default.OperatorEvent)!.Host.Value);
}
