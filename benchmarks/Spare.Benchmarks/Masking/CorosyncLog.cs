using System.Globalization;
using Spare.Lab;

namespace Spare.Benchmarks.Masking;

/// <summary>What a host's Corosync wrote down: <c>Nov 21 14:06:48.123 [7] h1 corosync notice ...</c>.</summary>
internal static class CorosyncLog
{
    private const string Form = "MMM dd HH:mm:ss.fff";
    private const string Alone = "[QUORUM] Members[1]: ";

    /// <summary>When it last confirmed a quorum of this host alone; null: never since then.</summary>
    public static DateTimeOffset? RingAlone(LabHost host, DateTimeOffset since) =>
        File.ReadLines(Path.Combine(host.Namespace.Directory, "corosync", "corosync.log"))
            .Where(line => line.Contains(Alone, StringComparison.Ordinal))
            .Select(Time)
            .Where(time => time >= since)
            .Select(time => (DateTimeOffset?)time)
            .LastOrDefault();

    private static DateTimeOffset Time(string line) =>
        DateTimeOffset.ParseExact(line[..Form.Length], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal);
}
