using System.Globalization;
using System.Text.Json;

namespace Spare.Benchmarks.Measuring;

/// <summary>What one run measured, as a JSON file that later runs can be laid beside.</summary>
internal sealed record RunRecord(DateTimeOffset At, int Processors, string Configuration, IReadOnlyList<Figure> Figures)
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static RunRecord Of(IReadOnlyList<Figure> figures) => new(
        DateTimeOffset.UtcNow, Environment.ProcessorCount,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), figures);

    /// <returns>The file's path.</returns>
    public string Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(
            directory, At.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ".json");
        File.WriteAllText(path, JsonSerializer.Serialize(this, Layout));
        return path;
    }
}
