using System.Net;
using System.Text.Json;

namespace Spare.Histories.Recording;

/// <summary>Sends requests to a service behind Spare, and tells what is known of them afterwards.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="read">What the service's own answer says.</param>
    public async Task<ClientOutcome<TOutput>> AskAsync<TOutput>(
        HttpRequestMessage request, Func<HttpStatusCode, string, TOutput> read)
    {
        try
        {
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return (int)answer.StatusCode < 500 ? new ClientOutcome<TOutput>.Answered(read(answer.StatusCode, text))
                : IsOfSpare(answer) && !IsOpen(text) ? new ClientOutcome<TOutput>.NotExecuted()
                : new ClientOutcome<TOutput>.Unknown();
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
        {
            return new ClientOutcome<TOutput>.Unknown();
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>A service can answer 503 too, when it has lost its database: then nobody knows.</summary>
    private static bool IsOfSpare(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.ServiceUnavailable
        && answer.Content.Headers.ContentType?.MediaType == "application/problem+json";

    /// <summary>All other refusals say that a request was not executed, or was undone on all replicas, or was a read.</summary>
    private static bool IsOpen(string problem)
    {
        using var document = JsonDocument.Parse(problem);
        return document.RootElement.GetProperty("detail").GetString()! // Always there.
            .Contains("may or may not", StringComparison.Ordinal);
    }
}
