using Microsoft.Extensions.Logging;

namespace Spare.Agent;

/// <summary>What the agent prints to the replica's console.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(1, LogLevel.Information, "database up, last update {update}, {use}")]
    internal static partial void DatabaseUp(ILogger logger, Protocol.UpdateNumber update, Protocol.Agents.ReplicaUse use);

    [LoggerMessage(2, LogLevel.Information, "{instance} is healthy")]
    internal static partial void Healthy(ILogger logger, string instance);

    [LoggerMessage(3, LogLevel.Warning, "{instance} {detail}")]
    internal static partial void Died(ILogger logger, string instance, string detail);

    [LoggerMessage(4, LogLevel.Information, "listening for the manager at {endpoint}")]
    internal static partial void Listening(ILogger logger, System.Net.EndPoint endpoint);

    [LoggerMessage(5, LogLevel.Information, "the manager connected")]
    internal static partial void Connected(ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "the manager is gone: {reason}")]
    internal static partial void Disconnected(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Information, "capturing writes from here on")]
    internal static partial void Capturing(ILogger logger);

    [LoggerMessage(8, LogLevel.Information, "ending")]
    internal static partial void Ending(ILogger logger);

    [LoggerMessage(9, LogLevel.Warning, "the rehearsal of a write ended early, so that the first real one takes longer: {reason}")]
    internal static partial void RehearsalFailed(ILogger logger, string reason);
}
