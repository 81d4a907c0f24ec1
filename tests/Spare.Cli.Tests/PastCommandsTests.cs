using System.Text.Json;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;

namespace Spare.Cli.Tests;

/// <summary><c>spare explain</c> and <c>spare history</c>.</summary>
public sealed class PastCommandsTests : IAsyncLifetime, IDisposable
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

    [Theory]
    [InlineData("12")]
    [InlineData("s12")]
    public async Task An_explanation_names_who_was_wrong_in_which_field(string request)
    {
        Assert.Equal(0, await RunAsync("explain", request));
        Assert.Contains("POST /bids (0 bytes of body), request h1/56", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Evidence of h1, h2.", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"h2-r1 +convicted +Replied [0-9a-f]{8}, wrote nothing\s+status\s+expected 200\s+given +500", output.ToString());
        Assert.Equal("", errors.ToString());
    }

    [Fact]
    public async Task An_explanation_for_programs_is_one_array()
    {
        Assert.Equal(0, await RunAsync("explain", "12", "--output", "json"));
        var explained = Assert.Single(JsonSerializer.Deserialize(output.ToString(), AdminJson.Default.ExplanationArray)!);
        Assert.Equal(
            new Difference("status", "200", "500"),
            Assert.Single(explained.Answers.Single(answer => answer.Standing == AnswerStanding.Convicted).Differences));
        Assert.Contains("\"standing\":\"convicted\"", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_evidence_is_one_sentence_and_exit_code_1()
    {
        Assert.Equal(1, await RunAsync("explain", "13"));
        Assert.Contains("No host has evidence of s13", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task What_happened_is_said_in_sentences()
    {
        daemons[0].Evidence.Add(Samples.Differed with { Kind = CaseKind.Disputed });
        Assert.Equal(0, await RunAsync("explain", "12"));
        Assert.Contains("than the agreed one. The votes differed,", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hosts_that_answer_know_is_explained()
    {
        await daemons[1].DisposeAsync();
        Assert.Equal(1, await RunAsync("explain", "12"));
        Assert.Contains("Evidence of h1.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(daemons[1].Socket, errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is no request", "explain", "twelve")]
    [InlineData("--limit must be between", "history", "--limit", "0")]
    public async Task Wrong_usage_ends_with_exit_code_2(string sentence, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Contains(sentence, errors.ToString(), StringComparison.Ordinal);
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
        Assert.Contains("\"number\":4", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_are_shown_for_each_host()
    {
        Assert.Equal(0, await RunAsync("stages"));
        Assert.Contains("7 reads", output.ToString(), StringComparison.Ordinal);
        Assert.Matches("ordered +0.250 +0.900 +1.234", output.ToString());
    }

    [Fact]
    public async Task Stages_before_the_first_request_are_none()
    {
        daemons[0].Stages.Clear();
        daemons[1].Stages.Clear();
        Assert.Equal(0, await RunAsync("stages"));
        Assert.Contains("No request has come in here yet.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_answer_programs_too()
    {
        Assert.Equal(0, await RunAsync("stages", "--output", "json"));
        var hosts = JsonSerializer.Deserialize(output.ToString(), AdminJson.Default.HostStagesArray)!;
        Assert.Equal(daemons[0].Stages, hosts[0].Stages);
    }

    private IEnumerable<uint> Hosts() => output.ToString().TrimEnd().Split('\n')
        .Select(line => JsonSerializer.Deserialize(line, AdminJson.Default.OperatorEvent)!.Host.Value);

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        [.. arguments, "--socket", daemons[0].Socket, "--socket", daemons[1].Socket], output, errors, CancellationToken.None);
}
