namespace Spare.Cli.Tests;

/// <summary><c>spare bootstrap</c>.</summary>
public sealed class BootstrapCommandTests : IAsyncLifetime, IDisposable
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
    [InlineData]
    [InlineData("--dry-run")]
    public async Task What_a_host_refuses_it_refuses_in_a_dry_run_too(params string[] more)
    {
        daemons[0].Refuses = "Its disk is damaged.";
        Assert.Equal(1, await RunAsync(["bootstrap", "--host", "h1", "--accept-loss", .. more]));
        Assert.Equal("spare: Its disk is damaged.\n", errors.ToString());
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task A_dry_run_says_with_what_the_host_would_go_on_and_whose_answers_may_be_lost()
    {
        Assert.Equal(0, await RunAsync("bootstrap", "--host", "h1", "--accept-loss", "--dry-run"));
        Assert.Equal(
            "h1 would go on with updates up to u310, of epoch e1; later answers of h2, if there were any, are lost\n", output.ToString());
        Assert.False(daemons[0].WentOn);
        Assert.Equal(0, await RunAsync("bootstrap", "--host", "h1", "--accept-loss"));
        Assert.True(daemons[0].WentOn);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        [.. arguments, "--socket", daemons[0].Socket, "--socket", daemons[1].Socket], output, errors, CancellationToken.None);
}
