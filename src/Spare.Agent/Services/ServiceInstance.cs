using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Spare.Agent.Processes;
using Spare.Protocol.Agents;

namespace Spare.Agent.Services;

/// <summary>
/// Keeps one instance of the service alive: starts it, waits until it is healthy, and starts it again when it ends
/// by itself, a bounded number of times.
/// </summary>
internal sealed class ServiceInstance : IAsyncDisposable
{
    /// <summary>Restarts before the instance counts as failed; one is forgotten after each minute of health.</summary>
    private const int RestartsMaximum = 5;

    private static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly InstancePlan plan;
    private readonly HealthProbe probe;
    private readonly Action<string, string> died;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task keeping;
    private TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="died">Gets the instance's name and one sentence whenever it ended by itself.</param>
    public ServiceInstance(InstancePlan plan, HealthProbe probe, Action<string, string> died, ILogger logger)
    {
        this.plan = plan;
        this.probe = probe;
        this.died = died;
        this.logger = logger;
        keeping = KeepAsync();
    }

    public ServiceState State { get; private set; } = ServiceState.Starting;

    /// <summary>Completes once the instance is healthy or has failed.</summary>
    public Task Settled => settled.Task;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        await Task.Yield();
        var restarts = 0;
        while (!stopping.IsCancellationRequested && restarts <= RestartsMaximum)
        {
            var started = Stopwatch.GetTimestamp();
            await RunOnceAsync().ConfigureAwait(false);
            restarts = Math.Max(0, restarts + 1 - (int)(Stopwatch.GetElapsedTime(started) / Forgiveness));
            await PauseAsync(restarts).ConfigureAwait(false);
        }

        Settle(ServiceState.Failed);
    }

    private async Task RunOnceAsync()
    {
        Unsettle();
        try
        {
            await using var process = await ChildProcess.StartAsync(plan.Command).ConfigureAwait(false);
            var healthy = probe.WaitAsync(plan, process.Exited, stopping.Token);
            if (await healthy.ConfigureAwait(false))
            {
                AgentLog.Healthy(logger, plan.Name);
                Settle(ServiceState.Healthy);
                await EndedAsync(process).ConfigureAwait(false);
            }

            if (stopping.IsCancellationRequested)
            {
                await process.StopAsync(NativeMethods.SignalTerminate, StopPatience).ConfigureAwait(false);
            }
            else
            {
                Report(process);
            }
        }
        catch (AgentFailure failure)
        {
            Report(failure.Message);
        }
    }

    private async Task EndedAsync(ChildProcess process)
    {
        try
        {
            await process.Exited.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping is told by the token; the caller looks at it.
        }
    }

    private void Report(ChildProcess process) => Report(process.Exited.IsCompletedSuccessfully
        ? $"ended by itself with code {process.Exited.Result}"
        : $"did not answer {plan.Health} within {plan.StartDeadline.TotalSeconds:0} s");

    private void Report(string detail)
    {
        Unsettle();
        AgentLog.Died(logger, plan.Name, detail);
        died(plan.Name, detail);
    }

    private async Task PauseAsync(int restarts)
    {
        try
        {
            await Task.Delay(RestartPause * restarts, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
    }

    private void Settle(ServiceState state)
    {
        State = state;
        settled.TrySetResult();
    }

    private void Unsettle()
    {
        if (settled.Task.IsCompleted)
        {
            settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        State = ServiceState.Starting;
    }
}
