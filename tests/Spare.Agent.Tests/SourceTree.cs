namespace Spare.Agent.Tests;

/// <summary>The repository that these tests were built in.</summary>
internal static class SourceTree
{
    public static string Directory { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Directory, relative);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent!; // The tests are run where they were built.
        }

        return directory.FullName;
    }
}
