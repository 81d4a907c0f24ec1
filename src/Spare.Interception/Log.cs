using Microsoft.Extensions.Logging;

namespace Spare.Interception;

/// <summary>What the front end logs. What clients cause is at debug level: they could fill any log.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "A request was refused: {Flaw}.")]
    public static partial void RequestRefused(ILogger logger, string flaw);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Debug, Message = "A connection was refused: {Maximum} are open already.")]
    public static partial void ConnectionRefused(ILogger logger, int maximum);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "A client left before it was answered.")]
    public static partial void ClientGone(ILogger logger);
}
