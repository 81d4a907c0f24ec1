using System.Collections.Immutable;

namespace Spare.Agent.Databases;

/// <summary>Where a server has its files.</summary>
internal sealed record PostgresStart(string DataDirectory, string SocketDirectory)
{
    public ImmutableDictionary<string, string> Preload { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string? LogFile { get; init; }

    public string LogName => LogFile ?? "the output above";
}
