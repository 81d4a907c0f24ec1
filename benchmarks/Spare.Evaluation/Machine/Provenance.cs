using System.Collections.Immutable;

namespace Spare.Evaluation.Machine;

/// <summary>Where a measurement comes from: machine, kernel, versions, commit.</summary>
internal sealed record Provenance(string Processor, int Processors, long Memory, string Kernel, string System)
{
    private const string Unknown = "unknown";

    /// <summary>What the programs that were measured say of themselves, by name.</summary>
    public ImmutableSortedDictionary<string, string> Versions { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Of the source tree; ends in "+" when files were changed since.</summary>
    public string Commit { get; init; } = Unknown;

    public static Provenance Here(string commit, IEnumerable<KeyValuePair<string, string>> versions) => new(
        ValueOf("/proc/cpuinfo", "model name", ':'), Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
        ValueOf("/etc/os-release", "PRETTY_NAME", '=').Trim('"'))
    {
        Commit = commit,
        Versions = versions.Append(new(".NET", $".NET {Environment.Version}")).ToImmutableSortedDictionary(),
    };

    private static string ValueOf(string file, string key, char separator) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim()
            : Unknown;
}
