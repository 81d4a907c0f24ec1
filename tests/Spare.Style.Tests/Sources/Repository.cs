namespace Spare.Style.Tests.Sources;

/// <summary>The files that are kept under version control, without what building leaves behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs =
        new(StringComparer.Ordinal) { ".git", "artifacts", "TestResults", "__pycache__", "node_modules", "bin", "obj" };

    private static readonly HashSet<string> TextEndings = new(StringComparer.Ordinal)
    {
        ".cs", ".csproj", ".props", ".targets", ".md", ".yaml", ".yml", ".json", ".sh", ".py", ".txt", ".sql", ".sln", ".conf", "",
    };

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Enumerate(Root).OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static SourceFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);

    /// <summary>Asserts that a rule finds nothing, and shows everything that it does find.</summary>
    public static void Keeps(Func<SourceFile, IEnumerable<Finding>> rule) => Keeps(Files.SelectMany(rule));

    public static void Keeps(IEnumerable<Finding> findings)
    {
        var all = findings.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all.Select(finding => finding.ToString()).Prepend($"{all.Length} found:")));
    }

    private static IEnumerable<SourceFile> Enumerate(string directory)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
        {
            if (NotOurs.Contains(Path.GetFileName(entry)))
            {
                continue;
            }

            if (Directory.Exists(entry))
            {
                foreach (var file in Enumerate(entry))
                {
                    yield return file;
                }
            }
            else if (TextEndings.Contains(Path.GetExtension(entry)))
            {
                yield return new SourceFile(Path.GetRelativePath(Root, entry), File.ReadAllText(entry));
            }
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"no Spare.sln above {AppContext.BaseDirectory}");
    }
}
