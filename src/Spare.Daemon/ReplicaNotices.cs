using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Daemon.Operators;
using Spare.Protocol.Admin;
using Spare.Replicas;
using Spare.Replication;

namespace Spare.Daemon;

/// <summary>Tells operators, and the core where it matters, what happened to local replicas unasked.</summary>
/// <param name="post">To the core; ends when there is room for the next one.</param>
internal sealed class ReplicaNotices(
    ChannelReader<ReplicaNotice> notices, Func<ManagerEvent, CancellationToken, ValueTask> post, EventLog events, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var notice in notices.ReadAllAsync(cancellation))
        {
            if (Consequence(notice) is { } happened)
            {
                await post(happened, cancellation); // The core reports it.
                continue;
            }

            var (kind, severity) = notice switch
            {
                ReplicaNotice.Made => (OperatorEventKind.ReplicaStarted, Severity.Information),
                ReplicaNotice.Resumed => (OperatorEventKind.ReplicaResumed, Severity.Information),
                ReplicaNotice.Executed => (OperatorEventKind.HelperExecuted, Severity.Information),
                ReplicaNotice.StateDigested => (OperatorEventKind.StatesCompared, Severity.Information),
                ReplicaNotice.BaseMade => (OperatorEventKind.BaseMade, Severity.Information),
                ReplicaNotice.Misbehaved or ReplicaNotice.BaseNotMade => (OperatorEventKind.ReplicaFailed, Severity.Warning),
                ReplicaNotice.Unsupported => (OperatorEventKind.UnsupportedService, Severity.Error),
                _ => (OperatorEventKind.ReplicaFailed, Severity.Error),
            };
            events.Add(kind, severity, notice.Text, notice.Replica);
            logger.Reported(severity, kind, notice.Text, notice.Replica, null);
        }
    }

    private static ManagerEvent? Consequence(ReplicaNotice notice) => notice switch
    {
        ReplicaNotice.Lost lost => new ManagerEvent.ReplicaLost(lost.Replica, lost.Text),
        ReplicaNotice.PassiveLost lost => new ManagerEvent.PassiveLost(lost.Text) { Replica = lost.Replica },
        ReplicaNotice.BaseOld => new ManagerEvent.BaseOld(),
        _ => null,
    };
}
