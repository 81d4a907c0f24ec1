using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Rubis.Client.Emulation;

/// <summary>Puts a failed try into a few words, so that failures can be counted by reason.</summary>
internal static class FailureReason
{
    public const string PageSaysError = "the page says ERROR";

    public const string TimedOut = "no answer in time";

    private const int LongestReason = 120;

    public static string Of(HttpRequestException failure) => failure.InnerException switch
    {
        SocketException socket => $"connection: {socket.SocketErrorCode}",
        IOException => "connection: broken off",
        _ => $"connection: {failure.HttpRequestError}",
    };

    /// <summary>The status, and for a problem document its title or detail: a 503 says why.</summary>
    public static string Of(HttpStatusCode status, string? mediaType, string body)
    {
        var number = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return mediaType == "application/problem+json" && TitleOf(body) is { } title
            ? $"{number} {title[..Math.Min(title.Length, LongestReason)]}"
            : number;
    }

    private static string? TitleOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Text(document.RootElement, "reason")
                ?? Text(document.RootElement, "title")
                ?? Text(document.RootElement, "detail");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object
        && problem.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
