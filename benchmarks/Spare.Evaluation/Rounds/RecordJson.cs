using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Evaluation.Rounds;

/// <summary>How records are written, in files and on the way from a host.</summary>
internal static class RecordJson
{
    /// <summary>All of it on one line.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(JsonSerializerDefaults.Web)
    {
        IgnoreReadOnlyProperties = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static JsonSerializerOptions Indented { get; } = new(OneLine) { WriteIndented = true, IndentSize = 1 };
}
