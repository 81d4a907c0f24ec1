namespace Spare.Benchmarks.Tests;

/// <summary>What <c>spare-bench</c> says of command lines and files with mistakes; nothing is measured then.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'--bussy' is not known here. 'spare-bench paper --help'", "paper", "no-such.yaml", "--bussy")]
    [InlineData("'--bussy' is not known here. 'spare-bench report --help'", "report", "directory", "--bussy")]
    [InlineData("Cannot parse argument 'abc' for option '--seed'. 'spare-bench paper --help'", "paper", "no-such.yaml", "--seed", "abc")]
    [InlineData("'0' is not a number from 1 to 1000000000 (--rounds). 'spare-bench run --help'", "run", "--rounds", "0")]
    [InlineData("--to: 'nowhere' is no URL", "forward", "--url", "http://127.0.0.1:1", "--to", "nowhere")]
    [InlineData("'measure' is not known here. 'spare-bench --help'", "measure")]
    public async Task Wrong_usage_is_one_sentence_and_exit_code_2(string expected, params string[] arguments)
    {
        var errors = new StringWriter();

        Assert.Equal(2, await CommandLine.RunAsync(arguments, TextWriter.Null, errors));

        Assert.Contains(expected, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().TrimEnd().Split('\n'));
        Assert.DoesNotContain("System.", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such.yaml: cannot be read", "paper", "no-such.yaml")]
    [InlineData("no-such.yaml: cannot be read", "paper", "no-such.yaml", "--testbed", "no-such-either.yaml")]
    [InlineData("no-such-prices.yaml: cannot be read", "report", "directory", "--prices", "no-such-prices.yaml")]
    public async Task A_wrong_file_is_named_with_exit_code_2(string expected, params string[] arguments)
    {
        var errors = new StringWriter();

        Assert.Equal(2, await CommandLine.RunAsync(arguments, TextWriter.Null, errors));

        Assert.StartsWith(expected, errors.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 mistake", errors.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_are_not_there_cannot_be_reported()
    {
        var errors = new StringWriter();
        var directory = Path.Combine(Path.GetTempPath(), $"spare-{Guid.NewGuid():N}");

        Assert.Equal(1, await CommandLine.RunAsync(["report", directory], TextWriter.Null, errors));

        Assert.Contains(directory, errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory));
    }
}
