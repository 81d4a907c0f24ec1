namespace Spare.EndToEnd.Tests;

/// <summary>Files of the source tree, as this build made its programs.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static string Register => Path.Combine(Root, "examples", "register", "register.yaml");

    /// <summary>Where this build made one of the project's programs.</summary>
    public static string Program(string program, string project) => Commands.Programs.Find(program, project);

    /// <summary>The auction site's tiny database, with the program of this build's configuration.</summary>
    public static string WriteTinyAuction(string directory)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var text = File.ReadAllText(Path.Combine(Root, "benchmarks", "Rubis.Service", "rubis-tiny.yaml"))
            .Replace("${service.directory}/../..", Root, StringComparison.Ordinal)
            .Replace("/release/", $"/{configuration}/", StringComparison.Ordinal);
        var path = Path.Combine(directory, "rubis-tiny.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("these tests run in the source tree");
        }

        return directory.FullName;
    }
}
