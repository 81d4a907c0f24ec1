using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Spare.Histories.Recording;
using Spare.Linearizability.Registers;

namespace Spare.Histories.Registers;

/// <summary>The operations of registers and counters as requests, and the answers as what the models say.</summary>
internal sealed class RegisterRequests(Client client)
{
    /// <summary>
    /// The client's library sends a request without a body again, unasked, when a connection closes before the answer. Every
    /// request that writes has one therefore.
    /// </summary>
    private const string NoValue = "-";

    public Task<ClientOutcome<RegisterOutput>> SendAsync(Uri site, string key, RegisterInput input)
    {
        var target = $"/register/{key}";
        return input switch
        {
            RegisterInput.Read => AskAsync(site, HttpMethod.Get, target, null, Read),
            RegisterInput.Write write => AskAsync(site, HttpMethod.Put, target, write.Value, Written),
            RegisterInput.CompareAndSet set =>
                AskAsync(site, HttpMethod.Post, $"{target}?expect={set.Expected}", set.Value, Written),
            RegisterInput.Delete => AskAsync(site, HttpMethod.Delete, target, NoValue, Deleted),
            _ => throw new UnreachableException(),
        };
    }

    public Task<ClientOutcome<long>> SendAsync(Uri site, string key, CounterInput input) =>
        input == CounterInput.Read
            ? AskAsync(site, HttpMethod.Get, $"/counter/{key}", null, Counted)
            : AskAsync(site, HttpMethod.Post, $"/counter/{key}", NoValue, Counted);

    private static RegisterOutput Read(HttpStatusCode status, JsonElement answer) => status == HttpStatusCode.NotFound
        ? new RegisterOutput.Absent()
        : new RegisterOutput.Present(answer.GetProperty("value").GetString()!, Version(answer)); // Its column is NOT NULL.

    private static RegisterOutput Written(HttpStatusCode status, JsonElement answer) => status == HttpStatusCode.Conflict
        ? new RegisterOutput.Mismatch(answer.GetProperty("value").GetString(), Version(answer))
        : new RegisterOutput.Written(Version(answer), answer.GetProperty("old").GetString());

    private static RegisterOutput Deleted(HttpStatusCode status, JsonElement answer) =>
        new RegisterOutput.Deleted(answer.GetProperty("old").GetString());

    private static long Counted(HttpStatusCode status, JsonElement answer) => answer.GetProperty("value").GetInt64();

    private static long Version(JsonElement answer) => answer.GetProperty("version").GetInt64();

    private async Task<ClientOutcome<TOutput>> AskAsync<TOutput>(
        Uri site, HttpMethod method, string target, string? body, Func<HttpStatusCode, JsonElement, TOutput> read)
    {
        using var request = new HttpRequestMessage(method, new Uri(site, target));
        request.Content = body is null ? null : new StringContent(body);
        return await client.AskAsync(request, (status, text) =>
        {
            using var answer = JsonDocument.Parse(text);
            return status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Conflict
                ? read(status, answer.RootElement)
                : throw new InvalidOperationException($"{method} {target}: {(int)status} {text}");
        });
    }
}
