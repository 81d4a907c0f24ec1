namespace Spare.Lab.Running;

/// <summary>The service that a lab runs when nobody names another: the auction site RUBiS, with its database size.</summary>
internal static class DefaultService
{
    /// <summary>As its service files name it.</summary>
    public const string Name = "rubis";

    public static readonly string[] Sizes = ["small", "tiny"];

    private const string Solution = "Spare.sln";

    /// <summary>In the source tree that this program was built from.</summary>
    public static string Find(string size)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
            {
                return Path.Combine(directory.FullName, "benchmarks", "Rubis.Service", $"rubis-{size}.yaml");
            }
        }

        throw new LabException("The auction site is not beside this program: name a service file with --service.");
    }
}
