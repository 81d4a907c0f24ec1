using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rubis.Client.Measuring;

/// <summary>A run as JSON: what was asked for, and what was measured.</summary>
internal sealed record ReportDocument
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required IReadOnlyList<string> Urls { get; init; }
    public required int Clients { get; init; }
    public required int Seed { get; init; }
    public required string Transitions { get; init; }
    public required string ThinkTime { get; init; }
    public required int Users { get; init; }
    public required bool Images { get; init; }
    public required string Machine { get; init; }
    public required DateTimeOffset Finished { get; init; }
    public required IReadOnlyList<Report> Phases { get; init; }

    public void Write(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, Options));
}
