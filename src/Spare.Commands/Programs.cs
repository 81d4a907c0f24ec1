namespace Spare.Commands;

/// <summary>Finds the project's own programs: beside this one when installed, else in the build's tree.</summary>
public static class Programs
{
    /// <param name="name">Of the executable, such as <c>spare-lab</c>.</param>
    /// <param name="project">The project that builds it, such as <c>Spare.Lab</c>.</param>
    public static string Find(string name, string project) => TryFind(name, project)
        ?? throw new CommandException($"The program '{name}' is not beside this one: build it with 'make build'.");

    /// <summary>Null when it is not built.</summary>
    public static string? TryFind(string name, string project)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, name);

        // The build puts programs at artifacts/bin/<project>/<configuration>/.
        var configuration = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var built = configuration.Parent?.Parent is { } bin
            ? Path.Combine(bin.FullName, project, configuration.Name, name)
            : beside;

        // A program in the build's tree also has copies of the executables that it references, without their own
        // dependencies beside them: the project's own directory comes first.
        return File.Exists(built) ? built : File.Exists(beside) ? beside : null;
    }
}
