using System.Diagnostics;
using System.Net;
using System.Text;

namespace Rubis.Client.Emulation;

/// <summary>One user's browser: a connection of its own, and as much patience as published.</summary>
internal sealed class Browser : IDisposable
{
    /// <summary>Tries for a page: a lost connection or a status of 400 or more is followed by another one a second later.</summary>
    public const int Tries = 5;

    private const int LargestPage = 16 * 1024 * 1024;

    private readonly Uri site;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    public Browser(Uri site, TimeSpan patience, TimeProvider clock)
    {
        this.site = site;
        this.clock = clock;
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        http = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = LargestPage };
    }

    /// <summary>Time between tries.</summary>
    public static TimeSpan RetryPause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Stopping ends the tries, not the request under way: a write whose answer nobody waits for would leave the site in a
    /// state that the report does not know of.
    /// </summary>
    public async Task<Fetched> OpenAsync(Target target, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        var failures = new List<string>();
        while (true)
        {
            var (html, failure) = await TryAsync(target);
            if (html is not null)
            {
                return new Fetched(PageFacts.Read(html), failures, Stopwatch.GetElapsedTime(started));
            }

            failures.Add(failure);
            if (failures.Count == Tries || stopping.IsCancellationRequested)
            {
                return new Fetched(null, failures, Stopwatch.GetElapsedTime(started));
            }

            await Task.Delay(RetryPause, clock, CancellationToken.None);
        }
    }

    /// <summary>Loads the pictures of a page one after the other and returns how many failed.</summary>
    public async Task<int> LoadImagesAsync(IReadOnlyList<string> images)
    {
        var failed = 0;
        foreach (var image in images)
        {
            failed += await LoadAsync(image) ? 0 : 1;
        }

        return failed;
    }

    public void Dispose() => http.Dispose();

    private async Task<(string? Html, string Failure)> TryAsync(Target target)
    {
        try
        {
            using var request = RequestFor(target);
            using var response = await http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return response.StatusCode < HttpStatusCode.BadRequest
                ? (body, "")
                : (null, FailureReason.Of(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body));
        }
        catch (HttpRequestException failure)
        {
            return (null, FailureReason.Of(failure));
        }
        catch (TaskCanceledException)
        {
            // Nothing but the client's own timeout cancels this request.
            return (null, FailureReason.TimedOut);
        }
    }

    private HttpRequestMessage RequestFor(Target target)
    {
        var address = new Uri($"{site.AbsoluteUri.TrimEnd('/')}/{target.Address}");
        return target.IsPosted
            ? new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new StringContent(target.Form, Encoding.ASCII, "application/x-www-form-urlencoded"),
            }
            : new HttpRequestMessage(HttpMethod.Get, address);
    }

    private async Task<bool> LoadAsync(string image)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(site, image));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}
