using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Daemon;

/// <summary>Everything that the daemon logs.</summary>
internal static partial class DaemonLog
{
    public static void Reported(
        this ILogger logger, Severity severity, OperatorEventKind kind, string text, ReplicaId? replica,
        SequenceNumber? sequence) =>
        logger.Reported(
            severity switch
            {
                Severity.Error => LogLevel.Error,
                Severity.Warning => LogLevel.Warning,
                _ => LogLevel.Information,
            },
            kind, text, replica, sequence);

    [LoggerMessage(1, LogLevel.Information, "{Host}: {Step}")]
    public static partial void Starting(this ILogger logger, string host, string step);

    [LoggerMessage(2, LogLevel.Information, "{Host}: stopping")]
    public static partial void Stopping(this ILogger logger, string host);

    [LoggerMessage(3, LogLevel.Warning, "{Host}: {What} did not end cleanly: {Reason}")]
    public static partial void StopFailed(this ILogger logger, string host, string what, string reason);

    [LoggerMessage(EventId = 10, Message = "{Kind}: {Text} replica={Replica} sequence={Sequence}")]
    private static partial void Reported(
        this ILogger logger, LogLevel level, OperatorEventKind kind, string text, ReplicaId? replica,
        SequenceNumber? sequence);
}
