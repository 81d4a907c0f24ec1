using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Spare.Configuration.Service;

/// <summary>
/// The values that the agent puts in for <c>${...}</c> in commands, environment and directories. What is unknown is a
/// mistake of the file and found when it is read.
/// </summary>
public sealed partial record PlaceholderValues(
    string ServiceDirectory, string DatabaseSocket, int DatabasePort, string DatabaseUser, string DatabaseName)
{
    /// <summary>Names that may stand in the start command.</summary>
    public static ImmutableArray<string> OfInstances { get; } =
    [
        "port", "address", "service.directory",
        "database.socket", "database.port", "database.user", "database.name",
    ];

    /// <summary>Names that may stand in database setup commands, which run without an instance.</summary>
    public static ImmutableArray<string> OfSetup { get; } = OfInstances[2..];

    /// <summary>Where the instance listens; unset while a database is set up.</summary>
    public IPAddress? Address { get; init; }

    public int Port { get; init; }

    /// <summary>The text with every placeholder replaced; <c>$${</c> stands for a literal <c>${</c>.</summary>
    public string Expand(string text) => Pattern().Replace(text, match => match.Groups["name"] switch
    {
        { Success: false } => "${",
        var name => ValueOf(name.Value),
    });

    /// <summary>The placeholder names in a text, for the check when a file is read.</summary>
    internal static IEnumerable<string> NamesIn(string text) =>
        Pattern().Matches(text).Where(match => match.Groups["name"].Success).Select(match => match.Groups["name"].Value);

    private string ValueOf(string name) => name switch
    {
        "port" => Port.ToString(CultureInfo.InvariantCulture),
        "address" => Address?.ToString() ?? string.Empty,
        "service.directory" => ServiceDirectory,
        "database.socket" => DatabaseSocket,
        "database.port" => DatabasePort.ToString(CultureInfo.InvariantCulture),
        "database.user" => DatabaseUser,
        "database.name" => DatabaseName,
        _ => throw new ArgumentException($"unchecked placeholder '{name}'", nameof(name)),
    };

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[^}]*)\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
