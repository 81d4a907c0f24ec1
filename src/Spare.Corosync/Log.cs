using Microsoft.Extensions.Logging;

namespace Spare.Corosync;

/// <summary>What this adapter logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Joined Corosync's process group '{Group}'")]
    public static partial void Joined(ILogger logger, string group);

    [LoggerMessage(2, LogLevel.Error, "Lost Corosync: {Reason} Joining again until it answers")]
    public static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Debug, "Could not join process group '{Group}' again: {Reason}")]
    public static partial void NotYet(ILogger logger, string group, string reason);
}
