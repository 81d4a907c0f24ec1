using Spare.Lab;

namespace Spare.EndToEnd.Tests.Pieces;

/// <summary><c>spare-lab fault</c> where there is nothing to break.</summary>
public sealed class FaultCommandTests
{
    [Theory]
    [InlineData("There is no lab 'spare-no-such' on this machine", "--lab", "spare-no-such")]
    [InlineData("'--lab nonsense' is not 'spare-'", "--lab", "nonsense")]
    [InlineData("'table'", "--output", "table")]
    public async Task Wrong_usage_is_one_sentence_and_exit_code_2(string sentence, params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(2, await CommandLine.RunAsync(["fault", "heal", .. options], output, errors, CancellationToken.None));
        Assert.Contains(sentence, $"{errors}", StringComparison.Ordinal);
        Assert.Single($"{errors}".TrimEnd().Split('\n'));
        Assert.Empty($"{output}");
    }
}
