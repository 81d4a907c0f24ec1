using System.Globalization;

namespace Spare.Agent.Databases;

/// <summary>PostgreSQL's programs on this machine, of the highest version there is.</summary>
internal static class PostgresInstallation
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>The Debian user that initdb runs as: PostgreSQL refuses to be root.</summary>
    public const string User = "postgres";

    /// <exception cref="AgentFailure">There is none.</exception>
    public static string FindPrograms()
    {
        var versions = Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [];
        var programs = versions
            .Where(directory => File.Exists(Path.Combine(directory, "bin", "postgres")))
            .OrderByDescending(directory => double.TryParse(
                Path.GetFileName(directory), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .FirstOrDefault();
        return programs is null
            ? throw new AgentFailure($"there is no PostgreSQL server below {Versions}; install it with: apt-get install postgresql")
            : Path.Combine(programs, "bin");
    }
}
