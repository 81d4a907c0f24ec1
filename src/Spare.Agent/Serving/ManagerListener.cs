using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>
/// Lets the manager connect. One connection is served at a time: a new one ends the one before it, because a manager
/// that comes back has forgotten it.
/// </summary>
internal sealed class ManagerListener : IDisposable
{
    private readonly Socket socket;
    private readonly Func<ManagerSocket, ManagerSession> serve;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private ManagerSocket? current;

    public ManagerListener(IPEndPoint endpoint, Func<ManagerSocket, ManagerSession> serve, ILogger logger)
    {
        this.serve = serve;
        this.logger = logger;
        socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen();
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new AgentFailure($"cannot listen at {endpoint}: {exception.Message}");
        }
    }

    public IPEndPoint Endpoint => (IPEndPoint)socket.LocalEndPoint!; // It is bound.

    public async Task RunAsync(CancellationToken cancellation)
    {
        var serving = Task.CompletedTask;
        var session = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                var accepted = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
                accepted.NoDelay = true;
                await session.CancelAsync().ConfigureAwait(false);
                await serving.ConfigureAwait(false);
                session.Dispose();
                session = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                serving = ServeAsync(accepted, session.Token);
            }
        }
        finally
        {
            await session.CancelAsync().ConfigureAwait(false);
            await serving.ConfigureAwait(false);
            session.Dispose();
        }
    }

    /// <summary>Tells the manager, when there is one; nobody waits for it.</summary>
    public void Notify(AgentReport report)
    {
        lock (gate)
        {
            if (current is { } manager)
            {
                _ = NotifyAsync(manager, report);
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static async Task NotifyAsync(ManagerSocket manager, AgentReport report)
    {
        try
        {
            await manager.SendAsync(report, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone; its successor asks for the state.
        }
    }

    private async Task ServeAsync(Socket accepted, CancellationToken cancellation)
    {
        await Task.Yield();
        using var manager = new ManagerSocket(accepted);
        await using var session = serve(manager);
        AgentLog.Connected(logger);
        Change(manager);
        try
        {
            AgentLog.Disconnected(logger, await session.RunAsync(cancellation).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            AgentLog.Disconnected(logger, exception.Message);
        }
        finally
        {
            Change(null);
        }
    }

    private void Change(ManagerSocket? manager)
    {
        lock (gate)
        {
            current = manager;
        }
    }
}
