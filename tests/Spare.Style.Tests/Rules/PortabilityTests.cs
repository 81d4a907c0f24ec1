using System.Text.RegularExpressions;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

public sealed partial class PortabilityTests
{
    [Fact]
    public void The_repository_knows_no_particular_machine() => Repository.Keeps(Places);

    [Theory]
    [InlineData("see /ho" + "me/alice/spare")]
    [InlineData("open /Use" + "rs/alice/spare")]
    [InlineData("https://feed.example/v3/ind" + "ex.json")]
    [InlineData("de" + "b http://mirror.example/debian bookworm main")]
    public void A_path_or_registry_of_one_machine_is_found(string text) => Assert.NotEmpty(Sample.Of(text, Places));

    [Theory]
    [InlineData("/var/lib/spare and /etc/spare/host.yaml")]
    [InlineData("homework/main")]
    [InlineData("framework/main")]
    public void Other_paths_are_not(string text) => Assert.Empty(Sample.Of(text, Places));

    private static IEnumerable<Finding> Places(SourceFile file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            if (Machine().Match(file.Lines[i]) is { Success: true } found)
            {
                yield return file.AtLine(i + 1, $"'{found.Value}' is of one machine: take it from the environment or an argument");
            }
        }
    }

    [GeneratedRegex(
        @"(?<![\w.])/(?:home|Users)/\w|https?://\S+/index\.json|^\s*deb(?:-src)? (?:\[|http)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Machine();
}
