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
}
