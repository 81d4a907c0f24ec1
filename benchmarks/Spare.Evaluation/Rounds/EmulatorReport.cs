using System.Text.Json;

namespace Spare.Evaluation.Rounds;

/// <summary>What RUBiS's emulated clients print about a run.</summary>
internal static class EmulatorReport
{
    private static readonly string[] Writes = ["RegisterUser", "StoreBuyNow", "StoreBid", "StoreComment", "RegisterItem"];

    /// <summary>Null: there is no report of the run itself.</summary>
    public static LoadResult? Read(string report)
    {
        if (!report.StartsWith('{'))
        {
            return null;
        }

        using var document = JsonDocument.Parse(report);
        var run = document.RootElement.GetProperty("phases").EnumerateArray()
            .FirstOrDefault(phase => phase.GetProperty("phase").GetString() == "run");
        if (run.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var latency = run.GetProperty("latency");
        return new LoadResult(
            run.GetProperty("seconds").GetDouble(), run.GetProperty("requests").GetInt64(), run.GetProperty("errors").GetInt64(),
            run.GetProperty("states").EnumerateArray()
                .Where(state => Writes.Contains(state.GetProperty("state").GetString(), StringComparer.Ordinal))
                .Sum(state => state.GetProperty("count").GetInt64()))
        {
            P50 = latency.GetProperty("p50").GetDouble(),
            P90 = latency.GetProperty("p90").GetDouble(),
            P99 = latency.GetProperty("p99").GetDouble(),
            P999 = latency.GetProperty("p999").GetDouble(),
            Maximum = latency.GetProperty("maximum").GetDouble(),
        };
    }
}
