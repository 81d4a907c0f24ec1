using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;

namespace Spare.Cli.Tests;

/// <summary><c>spare quarantine</c>.</summary>
public sealed class QuarantineCommandTests : CommandTests
{
    private static readonly QuarantineEntry Poison = new(
        Digest.Of("poison"u8), new SequenceNumber(12), new Instant(1), QuarantineReason.ReplicasDied);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Daemons.ForEach(daemon => daemon.Quarantined.Add(Poison));
    }

    [Fact]
    public async Task What_is_in_quarantine_is_listed_once_for_all_hosts()
    {
        Assert.Equal(0, await RunAsync("quarantine", "list", "--output", "json"));
        Assert.Equal(Poison, JsonSerializer.Deserialize(Output, AdminJson.Default.QuarantineEntry));
    }

    [Fact]
    public async Task A_host_that_serves_speaks_for_one_that_does_not()
    {
        Daemons[0].Status = Daemons[0].Status with { State = ServingState.Refusing };
        Daemons[0].Quarantined.Clear();
        Assert.Equal(0, await RunAsync("quarantine", "list"));
        Assert.Contains("s12: replicas died of it", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_shown_is_explained()
    {
        Assert.Equal(0, await RunAsync("quarantine", "show", $"{Poison.Likeness}"[..6]));
        Assert.Contains("s12: replicas died of it", Output, StringComparison.Ordinal);
        Assert.Contains("h2-r1", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_releases_nothing()
    {
        Assert.Equal(0, await RunAsync("quarantine", "release", $"{Poison.Likeness}"[..6], "--dry-run"));
        Assert.Contains($"{Poison.Likeness} would be released", Output, StringComparison.Ordinal);
        Assert.Single(Daemons[0].Quarantined);
    }

    [Fact]
    public async Task One_host_is_asked_to_release_for_all()
    {
        Assert.Equal(0, await RunAsync("quarantine", "release", $"{Poison.Likeness}"));
        Assert.Single(Daemons.SelectMany(daemon => daemon.Quarantined));
    }

    [Fact]
    public async Task What_is_not_found_is_said_of_those_that_answered()
    {
        await Daemons[0].DisposeAsync();
        Assert.Equal(1, await RunAsync("quarantine", "show", "zz"));
        Assert.Contains(Daemons[0].Socket, Errors, StringComparison.Ordinal);
        Assert.Contains("There is no 'zz' in quarantine at h2", Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("release")]
    public async Task What_is_not_in_quarantine_is_one_sentence_and_exit_code_1(string verb)
    {
        Assert.Equal(1, await RunAsync("quarantine", verb, "zz"));
        Assert.Contains("There is no 'zz' in quarantine", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beginning_of_two_digests_is_not_enough()
    {
        Daemons.ForEach(daemon => daemon.Quarantined.Add(Poison with { Likeness = Digest.Of("other"u8) }));
        Assert.Equal(2, await RunAsync("quarantine", "release", ""));
        Assert.Equal(2, Daemons[0].Quarantined.Count);
    }
}
