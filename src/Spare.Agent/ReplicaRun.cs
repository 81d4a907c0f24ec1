using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Spare.Agent.Databases;
using Spare.Agent.Serving;
using Spare.Agent.Services;
using Spare.Configuration.Service;
using Spare.Postgres.Sessions;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent;

/// <summary>
/// One life of a replica: starts the database, then the agent's port and the service, and ends them in the other
/// order. The replica ends with its database.
/// </summary>
internal sealed class ReplicaRun(ServiceFile service, string disk, IPEndPoint endpoint, ILogger logger)
{
    /// <summary>Gets the endpoint as soon as a manager can connect.</summary>
    public Action<IPEndPoint> Listening { get; init; } = _ => { };

    /// <summary>Requests are executed, and what they change is captured.</summary>
    public bool Captures { get; init; } = true;

    /// <summary>A rehearsal that is not over by then is given up, and the manager waits no longer.</summary>
    public TimeSpan RehearseWithin { get; init; } = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var held = Hold();
        var sockets = Path.Combine(Path.GetFullPath(disk), "run");
        await PrivateDirectory.MakeAsync(sockets, cancellation).ConfigureAwait(false);
        var clock = AgreedClock.Create(service.Clock, sockets);
        var data = Path.Combine(Path.GetFullPath(disk), "pgdata");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            throw new AgentFailure($"there is no database in {data}; make an image with 'spare-agent prepare' and copy it to {disk}");
        }

        await using var server = await PostgresServer.StartAsync(
            new PostgresStart(data, sockets) { Preload = clock.Preload },
            Captures ? service.Database.Settings : [.. PostgresSettings.WithoutCapture, .. service.Database.Settings],
            cancellation).ConfigureAwait(false);
        await ServeAsync(server, clock, cancellation).ConfigureAwait(false);
        AgentLog.Ending(logger);
        await server.StopAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync(PostgresServer server, AgreedClock clock, CancellationToken cancellation)
    {
        var address = server.Address(service.Database.Name);
        await using var database = await ReplicaDatabase.OpenAsync(address, cancellation).ConfigureAwait(false);
        var record = await database.RecordAsync(cancellation).ConfigureAwait(false);
        AgentLog.DatabaseUp(logger, record.Update, record.Use);
        if (Captures)
        {
            await RehearseAsync(address, cancellation).ConfigureAwait(false);
            await database.PrepareAsync(cancellation).ConfigureAwait(false);
        }

        ManagerListener? listener = null;
        var plans = InstancePlan.Of(service, address, endpoint.Address, clock.Preload);
        await using var services = new ServiceGroup(
            plans, service.OnWaking, (instance, detail) => listener?.Notify(new ServiceDied(instance, detail)), logger);
        using (listener = new ManagerListener(
            endpoint, manager => new ManagerSession(manager, database, services, clock), logger))
        {
            services.Start();
            AgentLog.Listening(logger, listener.Endpoint);
            Listening(listener.Endpoint);
            await UntilEndAsync(listener, server, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A replica that cannot rehearse can try the real thing.</summary>
    private async Task RehearseAsync(DatabaseAddress address, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(RehearseWithin);
        try
        {
            await Rehearsal.RunAsync(address, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            AgentLog.RehearsalFailed(logger, $"it was not over within {RehearseWithin.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is AgentFailure or NpgsqlException or SocketException)
        {
            AgentLog.RehearsalFailed(logger, exception.Message);
        }
    }

    private async Task UntilEndAsync(ManagerListener listener, PostgresServer server, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = listener.RunAsync(ending.Token);
        await Task.WhenAny(serving, server.Exited).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await serving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The wanted end.
        }

        if (server.Exited.IsCompleted && !cancellation.IsCancellationRequested)
        {
            var code = await server.Exited.ConfigureAwait(false);
            throw new AgentFailure($"the PostgreSQL server of {disk} ended by itself with code {code}");
        }
    }

    /// <summary>No two agents on one disk: each would think that the other's lock files are left over from a crash.</summary>
    private FileStream Hold()
    {
        try
        {
            return new FileStream(
                Path.Combine(disk, "agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new AgentFailure($"cannot use {disk}: {exception.Message}");
        }
    }
}
