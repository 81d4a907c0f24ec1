using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Spare.Benchmarks.Measuring;

/// <summary>What one run measured, as a JSON file that later runs can be laid beside.</summary>
internal sealed record RunRecord(DateTimeOffset At, int Processors, string Configuration, IReadOnlyList<Figure> Figures)
{
    public static readonly Option<string> Output = new("--output")
    {
        Description = "Directory for the raw values.",
        DefaultValueFactory = _ => "artifacts/bench",
    };

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Each figure beside its aim, and where the raw values are.</summary>
    public static void Print(IReadOnlyList<Figure> figures, string directory)
    {
        foreach (var figure in figures)
        {
            Console.WriteLine(figure);
        }

        Console.WriteLine($"Raw values: {Of(figures).Write(directory)}");
    }

    private static RunRecord Of(IReadOnlyList<Figure> figures) => new(
        DateTimeOffset.UtcNow, Environment.ProcessorCount,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), figures);

    private string Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(
            directory, At.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ".json");
        File.WriteAllText(path, JsonSerializer.Serialize(this, Layout));
        return path;
    }
}
