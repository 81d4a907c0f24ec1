using System.Globalization;

namespace Spare.Evaluation.Machine;

/// <summary>The processors' own count of the energy that they used (RAPL), where a machine has one.</summary>
/// <param name="zones">Directories of whole packages, such as <c>intel-rapl:0</c>.</param>
internal sealed class PowerMeter(IReadOnlyList<string> zones)
{
    public const string NotMeasured = "power not measured";

    private const double MicrojoulesPerJoule = 1_000_000;

    private readonly long[] before = [.. zones.Select(zone => Read(zone, "energy_uj"))];

    /// <summary>Null: this machine has none.</summary>
    public static PowerMeter? TryStart(string directory = "/sys/class/powercap")
    {
        string[] zones = Directory.Exists(directory)
            ? [.. Directory.EnumerateDirectories(directory, "*rapl:*")
                .Where(zone => Path.GetFileName(zone).Count(letter => letter == ':') == 1 && IsReadable(zone))]
            : [];
        return zones.Length == 0 ? null : new PowerMeter(zones);
    }

    /// <summary>Joules since the start, of the whole machine; the counters begin again at their end.</summary>
    public double Joules() => zones.Select((zone, i) =>
    {
        var used = Read(zone, "energy_uj") - before[i];
        return used >= 0 ? used : used + Read(zone, "max_energy_range_uj");
    }).Sum() / MicrojoulesPerJoule;

    private static bool IsReadable(string zone)
    {
        try
        {
            return Read(zone, "energy_uj") >= 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Read(string zone, string file) =>
        long.Parse(File.ReadAllText(Path.Combine(zone, file)).AsSpan().Trim(), CultureInfo.InvariantCulture);
}
