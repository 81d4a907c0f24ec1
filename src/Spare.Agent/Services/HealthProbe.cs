using System.Diagnostics;

namespace Spare.Agent.Services;

/// <summary>Asks an instance of the service for its health path until it answers with a status below 500.</summary>
/// <param name="patience">
/// How long it waits for an answer at first. A service that is slow, and begins anew whenever its client leaves, would never
/// answer if that did not grow with the time that it was waited for already.
/// </param>
internal sealed class HealthProbe(TimeSpan patience) : IDisposable
{
    private const int PauseShare = 8;
    private const int PatienceShare = 2;

    private static readonly TimeSpan PauseMinimum = TimeSpan.FromMilliseconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>False when the process ended, the deadline passed or the wait was given up.</returns>
    public async Task<bool> WaitAsync(InstancePlan plan, Task exited, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!exited.IsCompleted && !cancellation.IsCancellationRequested
            && Stopwatch.GetElapsedTime(started) < plan.StartDeadline)
        {
            if (await AnswersAsync(plan, started, cancellation).ConfigureAwait(false))
            {
                return true;
            }

            await Task.WhenAny(exited, Task.Delay(PauseAfter(started), cancellation)).ConfigureAwait(false);
        }

        return false;
    }

    public void Dispose() => client.Dispose();

    /// <summary>Asking costs the service time while it starts, and the most where the processor is slowest.</summary>
    private static TimeSpan PauseAfter(long started)
    {
        var share = Stopwatch.GetElapsedTime(started) / PauseShare;
        return share > PauseMinimum ? share : PauseMinimum;
    }

    private async Task<bool> AnswersAsync(InstancePlan plan, long started, CancellationToken cancellation)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        var share = elapsed / PatienceShare;
        var left = plan.StartDeadline - elapsed;
        var within = share > patience ? share : patience;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < within ? left : within);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, plan.Health);
            using var answer = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return (int)answer.StatusCode < 500;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
