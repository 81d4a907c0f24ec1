using Microsoft.Extensions.Logging;
using Spare.Configuration;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Peers;
using Spare.Runtime.Ports;

namespace Spare.Daemon;

/// <summary>The daemon as a process: started, running until a signal or a failure, ended in order, with an exit code.</summary>
internal static class DaemonProcess
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(HostFile host, ServiceFile service, CancellationToken stopping)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
            })
            .SetMinimumLevel(LogLevel.Information));
        var logger = loggers.CreateLogger("spared");
        try
        {
            InheritedSocket.KeepFromChildren(host.Listen);
            await using var daemon = new HostDaemon(host, service, loggers);
            await daemon.StartAsync(stopping);
            await daemon.RunAsync(stopping);
            logger.Stopping(host.Self.Name);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.Stopping(host.Self.Name);
            return 0;
        }
        catch (StartAgainException again)
        {
            await Console.Error.WriteLineAsync($"spared: {again.Message}");
            return DaemonExit.StartAgain;
        }
        catch (StaysAwayException away)
        {
            await Console.Error.WriteLineAsync($"spared: {away.Message}");
            return ConfigurationExit.Code;
        }
        catch (Exception failure) when (IsOfTheEnvironment(failure))
        {
            await Console.Error.WriteLineAsync($"spared: {failure.Message}");
            return Failed;
        }
    }

    /// <summary>Failures that an operator can do something about; anything else is a defect and ends in a stack trace.</summary>
    private static bool IsOfTheEnvironment(Exception failure) =>
        failure is ReplicaException or HypervisorException or JournalException or GroupException or PeerException or IOException
            or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            or System.Net.Sockets.SocketException;
}
