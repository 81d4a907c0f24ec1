namespace Spare.TestPostgres;

/// <summary>What a test may want to be different about its <see cref="PrivateServer"/>.</summary>
public sealed record PrivateServerOptions
{
    /// <summary>Where Debian keeps the server's programs; another major version may be named here.</summary>
    public string Programs { get; init; } = "/usr/lib/postgresql/15/bin";

    /// <summary>Lines of postgresql.conf that replace or add to the defaults, for example <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long initdb and the start may take together before the test fails.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);
}
