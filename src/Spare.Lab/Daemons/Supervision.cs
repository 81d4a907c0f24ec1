using System.Diagnostics;
using Polly;
using Polly.Retry;
using Spare.Configuration;

namespace Spare.Lab.Daemons;

/// <summary>
/// Starts the daemon of a host again when it ended unasked, as <c>ops/systemd/spared.service</c> does elsewhere: at
/// once when it wants that, else after a pause that grows; not after an orderly end or with wrong files.
/// </summary>
/// <param name="live">Starts the daemon if it does not run; its exit code when it ended.</param>
/// <param name="report">Told what happened, in a sentence.</param>
internal sealed class Supervision(Func<CancellationToken, Task<int>> live, Action<string> report) : IAsyncDisposable
{
    /// <summary>A daemon that ran for so long has a full number of tries again.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private const string Advice = "'spare-lab fault start-host' starts it.";

    private static readonly ResiliencePipeline BackOff = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DaemonEndedException>().Handle<LabException>(),
            MaxRetryAttempts = 6,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            MaxDelay = TimeSpan.FromSeconds(8),
            DelayGenerator = tried => ValueTask.FromResult<TimeSpan?>(
                tried is { AttemptNumber: 0, Outcome.Exception: DaemonEndedException { Code: DaemonExit.StartAgain } }
                    ? TimeSpan.Zero : null),
        })
        .Build();

    private CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    /// <summary>False: nobody starts the daemon again if it ends.</summary>
    public bool IsActive => !running.IsCompleted;

    /// <summary>From now on; starts the daemon if it does not run.</summary>
    public void Start()
    {
        stopping.Dispose();
        stopping = new CancellationTokenSource();
        running = RunAsync(stopping.Token);
    }

    /// <summary>From now on the daemon may end and stay so.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var goesOn = true;
            while (goesOn)
            {
                goesOn = await BackOff.ExecuteAsync(LiveAsync, cancellation);
            }
        }
        catch (DaemonEndedException)
        {
            report($"It ended too often and is not started again. {Advice}");
        }
        catch (LabException e)
        {
            report($"{e.Message} It is not tried again. {Advice}");
        }
    }

    /// <summary>One life of the daemon. False: it shall stay ended.</summary>
    private async ValueTask<bool> LiveAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var code = await live(cancellation);
        if (code is Commands.ExitCode.Done or Commands.ExitCode.WrongUsage)
        {
            report($"It ended with code {code} and stays so.");
            return false;
        }

        report(code == DaemonExit.StartAgain ? "It wants to be started again." : $"It ended with code {code}.");
        return Stopwatch.GetElapsedTime(start) > Steady ? true : throw new DaemonEndedException(code);
    }
}
