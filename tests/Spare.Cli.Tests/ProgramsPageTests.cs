using System.Text.RegularExpressions;

namespace Spare.Cli.Tests;

/// <summary>What <c>spare --help</c> lists, and what the operators' page says of it.</summary>
public sealed partial class ProgramsPageTests : CommandTests
{
    private const string Page = "docs/operations.md";
    private const string Row = "| `spare` | the operator's commands:";

    [Fact]
    public async Task Each_command_is_listed_with_a_whole_sentence() =>
        Assert.All(await ListedAsync(), line => Assert.EndsWith(".", line, StringComparison.Ordinal));

    [Fact]
    public async Task The_page_for_operators_lists_the_commands()
    {
        var row = File.ReadLines(Path.Combine(Root(), Page)).Single(line => line.StartsWith(Row, StringComparison.Ordinal));
        var listed = from line in await ListedAsync() select line.Split(' ')[0];
        Assert.Equal(listed.Order(), Name().Matches(row[Row.Length..]).Select(name => name.Value).Order());
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return directory.FullName;
    }

    private async Task<string[]> ListedAsync()
    {
        Assert.Equal(0, await RunBareAsync("--help"));
        var lines = Output.Split('\n').SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0);
        return [.. lines.Select(line => line.Trim())];
    }

    [GeneratedRegex("(?<=`)[a-z-]+(?=`)")]
    private static partial Regex Name();
}
