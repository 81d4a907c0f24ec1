using System.Diagnostics;

namespace Spare.Agent.Services;

/// <summary>Asks an instance of the service for its health path until it answers with a status below 500.</summary>
internal sealed class HealthProbe : IDisposable
{
    private const int PauseShare = 8;

    private static readonly TimeSpan PauseMinimum = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = AnswerPatience,
    };

    /// <returns>False when the process ended, the deadline passed or the wait was given up.</returns>
    public async Task<bool> WaitAsync(InstancePlan plan, Task exited, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!exited.IsCompleted && !cancellation.IsCancellationRequested
            && Stopwatch.GetElapsedTime(started) < plan.StartDeadline)
        {
            if (await AnswersAsync(plan.Health).ConfigureAwait(false))
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

    private async Task<bool> AnswersAsync(Uri health)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, health);
            using var answer = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None).ConfigureAwait(false);
            return (int)answer.StatusCode < 500;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
