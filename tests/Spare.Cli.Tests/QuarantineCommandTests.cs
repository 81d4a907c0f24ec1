using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Messages;

namespace Spare.Cli.Tests;

/// <summary><c>spare quarantine</c>.</summary>
public sealed class QuarantineCommandTests : IAsyncLifetime, IDisposable
{
    private static readonly QuarantineEntry Poison = new(
        Digest.Of("poison"u8), new SequenceNumber(12), new Instant(1), QuarantineReason.ReplicasDied);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-cli-");
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private readonly List<FakeDaemon> daemons = [];

    public async Task InitializeAsync()
    {
        daemons.Add(await FakeDaemon.StartAsync(1, directory.FullName));
        daemons.Add(await FakeDaemon.StartAsync(2, directory.FullName));
        daemons.ForEach(daemon => daemon.Quarantined.Add(Poison));
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
    public async Task What_is_in_quarantine_is_listed_once_for_all_hosts()
    {
        Assert.Equal(0, await RunAsync("quarantine", "list", "--output", "json"));
        Assert.Equal(Poison, JsonSerializer.Deserialize(output.ToString(), AdminJson.Default.QuarantineEntry));
    }

    [Fact]
    public async Task A_host_that_serves_speaks_for_one_that_does_not()
    {
        daemons[0].Status = daemons[0].Status with { State = ServingState.Refusing };
        daemons[0].Quarantined.Clear();
        Assert.Equal(0, await RunAsync("quarantine", "list"));
        Assert.Contains("s12: replicas died of it", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_shown_is_explained()
    {
        Assert.Equal(0, await RunAsync("quarantine", "show", $"{Poison.Likeness}"[..6]));
        Assert.Contains("s12: replicas died of it", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("h2-r1", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_releases_nothing()
    {
        Assert.Equal(0, await RunAsync("quarantine", "release", $"{Poison.Likeness}"[..6], "--dry-run"));
        Assert.Contains($"{Poison.Likeness} would be released", output.ToString(), StringComparison.Ordinal);
        Assert.Single(daemons[0].Quarantined);
    }

    [Fact]
    public async Task One_host_is_asked_to_release_for_all()
    {
        Assert.Equal(0, await RunAsync("quarantine", "release", $"{Poison.Likeness}"));
        Assert.Single(daemons.SelectMany(daemon => daemon.Quarantined));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("release")]
    public async Task What_is_not_in_quarantine_is_one_sentence_and_exit_code_1(string verb)
    {
        Assert.Equal(1, await RunAsync("quarantine", verb, "zz"));
        Assert.Contains("There is no 'zz' in quarantine", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beginning_of_two_digests_is_not_enough()
    {
        daemons.ForEach(daemon => daemon.Quarantined.Add(Poison with { Likeness = Digest.Of("other"u8) }));
        Assert.Equal(2, await RunAsync("quarantine", "release", ""));
        Assert.Equal(2, daemons[0].Quarantined.Count);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        [.. arguments, "--socket", daemons[0].Socket, "--socket", daemons[1].Socket], output, errors, CancellationToken.None);
}
