namespace Spare.Lab;

/// <summary>The source tree that this program was built from.</summary>
internal static class SourceTree
{
    private const string Solution = "Spare.sln";

    public static string Directory => TryFind() ?? throw new LabException(
        "The source tree is not around this program: start it there, or name a service file with --service.");

    public static string PathOf(string relative) => Path.Combine(Directory, relative);

    /// <summary>Null: this program was installed somewhere else.</summary>
    public static string? TryFind()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
