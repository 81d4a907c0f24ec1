using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Projects;

/// <summary>
/// The table of projects in docs/ARCHITECTURE.md: name, kind, references, packages. The page is the one place where
/// a dependency is permitted, so that nobody draws a diagram that is no longer true.
/// </summary>
internal static class DependencyTable
{
    public const string Page = "docs/ARCHITECTURE.md";

    public sealed record Row(string Name, ProjectKind Kind, IReadOnlyList<string> References, IReadOnlyList<string> Packages, int Line);

    public static IReadOnlyList<Row> Rows { get; } = Parse(Repository.Find(Page)?.Lines ?? []);

    public static IReadOnlyList<Row> Parse(string[] lines)
    {
        var rows = new List<Row>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split('|', StringSplitOptions.TrimEntries) is ["", var name, var kind, var references, var packages, ..]
                && name.StartsWith('`') && Enum.TryParse<ProjectKind>(kind, ignoreCase: true, out var known))
            {
                rows.Add(new Row(name.Trim('`'), known, Names(references), Names(packages), i + 1));
            }
        }

        return rows;
    }

    /// <summary>Names of projects are written without "Spare." in the table.</summary>
    private static string[] Names(string cell) =>
        [.. cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name != "-").Order(StringComparer.Ordinal)];
}
