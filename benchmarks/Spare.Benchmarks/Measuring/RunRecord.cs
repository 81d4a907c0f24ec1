using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spare.Benchmarks.Paper;
using Spare.Evaluation.Machine;

namespace Spare.Benchmarks.Measuring;

/// <summary>What one run measured, as a JSON file that later runs can be laid beside.</summary>
/// <param name="Before">How busy the machine was before it.</param>
internal sealed record RunRecord(
    DateTimeOffset At, string Configuration, Provenance Provenance, MachineState Before, IReadOnlyList<Figure> Figures)
{
    public static readonly Option<string> Output = new("--output")
    {
        Description = "Directory for the raw values.",
        DefaultValueFactory = _ => "artifacts/bench",
    };

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Each figure beside its aim, and where the raw values are.</summary>
    public static async Task PrintAsync(
        IReadOnlyList<Figure> figures, MachineState before, string directory, CancellationToken cancellation)
    {
        foreach (var figure in figures)
        {
            Console.WriteLine(figure);
        }

        var record = new RunRecord(
            DateTimeOffset.UtcNow, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
            await Origin.HereAsync(cancellation), before, figures);
        Console.WriteLine($"Raw values: {record.Write(directory)}");
    }

    private string Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(
            directory, At.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + ".json");
        File.WriteAllText(path, JsonSerializer.Serialize(this, Layout));
        return path;
    }
}
