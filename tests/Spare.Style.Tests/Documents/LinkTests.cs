using System.Text.RegularExpressions;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Documents;

public sealed partial class LinkTests
{
    [Fact]
    public void Links_between_pages_lead_somewhere() => Repository.Keeps(file => Broken(file, Exists));

    [Fact]
    public void A_broken_link_is_found()
    {
        var page = new SourceFile("docs/a.md", "[there](b.md) [gone](c.md#part) [web](https://example.org/) [here](#here)");

        Assert.Contains("c.md", Assert.Single(Broken(page, path => path == "docs/b.md")).Text, StringComparison.Ordinal);
    }

    private static bool Exists(string path) => Path.Exists(Path.Combine(Repository.Root, path));

    private static IEnumerable<Finding> Broken(SourceFile file, Func<string, bool> exists)
    {
        for (var i = 0; file.Path.EndsWith(".md", StringComparison.Ordinal) && i < file.Lines.Length; i++)
        {
            foreach (var target in Link().Matches(file.Lines[i]).Select(match => match.Groups[1].Value.Split('#')[0]))
            {
                var path = Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(file.Path)!, target)));
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !exists(path))
                {
                    yield return file.AtLine(i + 1, $"the link to {target} leads nowhere");
                }
            }
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
