using System.Net.Sockets;
using Npgsql;
using Spare.Postgres.Capture;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>Sends what the capture learns to the manager as it comes.</summary>
internal sealed class CaptureRelay(WriteSetCapture capture, ManagerSocket manager) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task relaying = Task.CompletedTask;

    public WriteSetCapture Capture => capture;

    public void Start() => relaying = RelayUntilBrokenAsync();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await relaying.ConfigureAwait(false);
        await capture.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RelayUntilBrokenAsync()
    {
        try
        {
            if (await RelayAsync().ConfigureAwait(false) is { } broken)
            {
                await manager.SendAsync(new Failed($"the database's log cannot be read: {broken}"), stopping.Token)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The manager is gone; the session ends by itself.
        }
    }

    /// <returns>Why the log cannot be read any more.</returns>
    private async Task<string?> RelayAsync()
    {
        try
        {
            await foreach (var captured in capture.Events.ReadAllAsync(stopping.Token).ConfigureAwait(false))
            {
                await manager.SendAsync(ReportOf(captured), stopping.Token).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException or FormatException or IOException)
        {
            return exception.Message;
        }
    }

    private static AgentReport ReportOf(CaptureEvent captured) => captured switch
    {
        CaptureEvent.Captured one => new WriteSetCaptured(one.Sequence, one.WriteSet),
        CaptureEvent.Refused one => new WriteSetRefused(one.Sequence, one.Reason),
        CaptureEvent.Unprompted one => new UnpromptedCommit(one.Detail),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
