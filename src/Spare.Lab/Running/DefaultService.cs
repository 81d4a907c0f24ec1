namespace Spare.Lab.Running;

/// <summary>The services that a lab runs by itself; when nobody names another, the auction site RUBiS.</summary>
internal static class DefaultService
{
    /// <summary>As its service files name it.</summary>
    public const string Name = "rubis";

    public static readonly string[] Sizes = ["small", "tiny"];

    private const string Solution = "Spare.sln";

    public static string Find(string size) => InTree(Path.Combine("benchmarks", "Rubis.Service", $"rubis-{size}.yaml"));

    /// <summary>The small service whose replies clients can check by themselves.</summary>
    public static string FindRegister() => InTree(Path.Combine("examples", "register", "register.yaml"));

    /// <summary>In the source tree that this program was built from.</summary>
    private static string InTree(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
            {
                return Path.Combine(directory.FullName, path);
            }
        }

        throw new LabException($"{path} is not beside this program: start it in the source tree, or name a service file with --service.");
    }
}
