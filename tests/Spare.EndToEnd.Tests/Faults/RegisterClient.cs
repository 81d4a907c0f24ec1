using System.Net;
using System.Text.Json;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>
/// A client of the register that writes its own register and reads it back, again and again; between two rounds it leaves the
/// processors to those who bring up replicas. It knows which values may be there: the last acknowledged one, and those of
/// writes that were answered with 503, or not at all, since.
/// </summary>
/// <param name="mayBeCut">The host may lose its power: then the client tries again until somebody answers.</param>
internal sealed class RegisterClient(Uri site, string key, bool mayBeCut) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new() { BaseAddress = site, Timeout = Patience };
    private HashSet<string> possible = [];
    private int writes;
    private int acknowledged;
    private int refused;
    private int read;

    /// <summary>Writes that were answered with 200.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Answers that were 503.</summary>
    public int Refused => Volatile.Read(ref refused);

    public int Read => Volatile.Read(ref read);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Pace);
        while (!stopping.IsCancellationRequested)
        {
            timer.Period = Pace;
            try
            {
                await WriteAsync();
                await ReadAsync();
            }
            catch (HttpRequestException) when (mayBeCut)
            {
                timer.Period = Pause;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task WriteAsync()
    {
        var value = $"{key}-{++writes}";
        possible.Add(value);
        using var content = new StringContent(value);
        using var answer = await http.PutAsync(new Uri($"/register/{key}", UriKind.Relative), content);
        if (await IsDecidedAsync(answer))
        {
            possible = [value];
            Interlocked.Increment(ref acknowledged);
        }
    }

    private async Task ReadAsync()
    {
        using var answer = await http.GetAsync(new Uri($"/register/{key}", UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.True(Acknowledged == 0, $"{key} is gone; it was one of {string.Join(", ", possible)}");
            return;
        }

        if (await IsDecidedAsync(answer))
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var value = document.RootElement.GetProperty("value").GetString() ?? "";
            Assert.True(possible.Contains(value), $"{key} is {value}; it may only be one of {string.Join(", ", possible)}");
            possible = [value];
            Interlocked.Increment(ref read);
        }
    }

    /// <summary>
    /// Undecided is said with a reason and, unless replicas disagreed, when to come again; anything else than that and 200 is
    /// wrong.
    /// </summary>
    private async Task<bool> IsDecidedAsync(HttpResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return true;
        }

        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        var detail = problem.RootElement.GetProperty("detail").GetString()!; // Every refusal has one.
        Assert.NotEqual("", detail);
        Assert.Equal(!detail.Contains("disagreed", StringComparison.Ordinal), answer.Headers.RetryAfter is not null);
        Interlocked.Increment(ref refused);
        return false;
    }
}
