using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Spare.Lab.Clients;

/// <summary>What a client of the register learned from one try of a request.</summary>
internal abstract record RegisterReply
{
    private RegisterReply()
    {
    }

    /// <summary>The service's own answer.</summary>
    /// <param name="Value">Of a read, the value; of a write, the value before.</param>
    public sealed record Answered(string? Value, long Version) : RegisterReply;

    /// <summary>It failed, with a reason that can be shown.</summary>
    /// <param name="IsOpen">Whether it may have been executed nevertheless, or may yet be.</param>
    public sealed record Refused(string Reason, bool IsOpen) : RegisterReply;

    /// <summary>The connection broke or could not be made: the host is gone, and nobody said anything.</summary>
    public sealed record Broken : RegisterReply;

    /// <summary>An answer that the register's program never gives.</summary>
    public sealed record Nonsense(string Text) : RegisterReply;

    /// <summary>Reads an answer to PUT or GET of a register.</summary>
    public static async Task<RegisterReply> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        try
        {
            using var document = JsonDocument.Parse(text);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => Present(document.RootElement),
                HttpStatusCode.NotFound => new Answered(Value: null, Version: 0),
                _ => Refusal(answer, document.RootElement),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Nonsense(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {text.TrimEnd()}"));
        }
    }

    private static Answered Present(JsonElement answer) => new(
        (answer.TryGetProperty("old", out var old) ? old : answer.GetProperty("value")).GetString(),
        answer.GetProperty("version").GetInt64());

    private static RegisterReply Refusal(HttpResponseMessage answer, JsonElement problem)
    {
        var isOfSpare = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var reason = problem.GetProperty(isOfSpare ? "detail" : "error").GetString() ?? "";

        // The register itself answers 503 when it has lost its database: then nobody knows.
        var isOpen = !isOfSpare || reason.Contains("may or may not", StringComparison.Ordinal);
        return (int)answer.StatusCode >= 500
            ? new Refused(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {reason}"), isOpen)
            : new Nonsense(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {reason}"));
    }
}
