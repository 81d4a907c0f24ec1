using System.Net;
using Microsoft.Extensions.Logging;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>What this adapter logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Connected to manager {Peer} at {Address}")]
    public static partial void Connected(ILogger logger, HostId peer, IPEndPoint address);

    [LoggerMessage(2, LogLevel.Debug, "No connection to manager {Peer} at {Address}: {Reason}")]
    public static partial void Disconnected(ILogger logger, HostId peer, IPEndPoint address, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Refused a connection from {Address}: {Reason}; {Silent} more since the last such line")]
    public static partial void Refused(ILogger logger, EndPoint? address, string reason, long silent);

    [LoggerMessage(4, LogLevel.Information, "Manager {Receiver} caught up from here, from {From} to {End}")]
    public static partial void Given(ILogger logger, HostId receiver, UpdateNumber from, UpdateNumber end);

    [LoggerMessage(5, LogLevel.Warning, "Manager {Receiver} did not catch up from here: {Reason}")]
    public static partial void NotGiven(ILogger logger, HostId receiver, string reason);

    [LoggerMessage(6, LogLevel.Information, "Receiving a base with all updates up to {Update}")]
    public static partial void Receiving(ILogger logger, UpdateNumber update);

    [LoggerMessage(7, LogLevel.Information, "Caught up from manager {Donor}, from {From} to {End}, in {Milliseconds} ms")]
    public static partial void CaughtUp(
        ILogger logger, HostId donor, UpdateNumber from, UpdateNumber end, double milliseconds);

    [LoggerMessage(8, LogLevel.Information, "Catching up from manager {Donor}: {Bytes} bytes came so far")]
    public static partial void Progress(ILogger logger, HostId donor, long bytes);
}
