namespace Spare.Cli.Tests;

/// <summary><c>spare bootstrap</c>.</summary>
public sealed class BootstrapCommandTests : CommandTests
{
    [Theory]
    [InlineData]
    [InlineData("--dry-run")]
    public async Task What_a_host_refuses_it_refuses_in_a_dry_run_too(params string[] more)
    {
        Daemons[0].Refuses = "Its disk is damaged.";
        Assert.Equal(1, await RunAsync(["bootstrap", "--host", "h1", "--accept-loss", .. more]));
        Assert.Equal("spare: Its disk is damaged.\n", Errors);
        Assert.Empty(Output);
    }

    [Fact]
    public async Task A_dry_run_says_with_what_the_host_would_go_on_and_whose_answers_may_be_lost()
    {
        Assert.Equal(0, await RunAsync("bootstrap", "--host", "h1", "--accept-loss", "--dry-run"));
        Assert.Equal(
            "h1 would go on with updates up to u310, of epoch e1; later answers of h2, if there were any, are lost\n", Output);
        Assert.False(Daemons[0].WentOn);
        Assert.Equal(0, await RunAsync("bootstrap", "--host", "h1", "--accept-loss"));
        Assert.True(Daemons[0].WentOn);
    }
}
