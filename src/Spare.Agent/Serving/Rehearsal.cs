using System.Net.Sockets;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Spare.Agent.Services;
using Spare.Configuration.Service;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>
/// Plays a manager before the real one comes: its commands go the whole way of those that wake a passive replica and have it
/// execute its first write, and change nothing. What runs for the first time in a process is compiled first, and whoever wakes
/// the replica waits for it.
/// </summary>
internal sealed class Rehearsal(ReplicaDatabase database, NpgsqlConnection service, Socket manager)
{
    /// <summary>Steps that wait and steps that need not are compiled apart, and which of them wait is a matter of chance.</summary>
    private const int Rounds = 4;

    private const int UpdatesEachRound = 50;

    private static readonly TimeSpan QuietWithin = TimeSpan.FromSeconds(1);

    private readonly FrameBuffer buffer = new(AgentProtocol.ReportMaximum);

    /// <exception cref="AgentFailure">A command failed.</exception>
    public static async Task RunAsync(DatabaseAddress address, CancellationToken cancellation)
    {
        var database = await ReplicaDatabase.OpenToTryAsync(address, cancellation).ConfigureAwait(false);
        var service = new NpgsqlConnection(address.ConnectionString);
        await using (database.ConfigureAwait(false))
        await using (service.ConfigureAwait(false))
        {
            await service.OpenAsync(cancellation).ConfigureAwait(false);
            for (var round = 0; round < Rounds; round++)
            {
                var (manager, agent) = await PairAsync(
                    Path.Combine(address.SocketDirectory, "rehearsal"), cancellation).ConfigureAwait(false);
                using (manager)
                using (agent)
                {
                    await new Rehearsal(database, service, manager).RunAsync(agent, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<(Socket Manager, Socket Agent)> PairAsync(string path, CancellationToken cancellation)
    {
        var endpoint = new UnixDomainSocketEndPoint(path);
        File.Delete(path);
        using var listener = Unconnected();
        listener.Bind(endpoint);
        listener.Listen();
        var manager = Unconnected();
        await manager.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
        return (manager, await listener.AcceptAsync(cancellation).ConfigureAwait(false));
    }

    private static Socket Unconnected() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private async Task RunAsync(Socket agent, CancellationToken cancellation)
    {
        using var commands = new ManagerSocket(agent);
        var services = new ServiceGroup([], new OnWaking.Nothing(), (_, _) => { }, NullLogger.Instance);
        await using (services.ConfigureAwait(false))
        {
            var session = new ManagerSession(commands, database, services, AgreedClock.Create(ServiceClock.Header, string.Empty));
            await using (session.ConfigureAwait(false))
            {
                var serving = session.RunAsync(cancellation);
                try
                {
                    await PlayAsync(cancellation).ConfigureAwait(false);
                }
                finally
                {
                    manager.Dispose();
                    await ((Task)serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    private async Task PlayAsync(CancellationToken cancellation)
    {
        var welcome = await AskAsync<Welcome>(new Hello(AgentProtocol.Version), cancellation).ConfigureAwait(false);
        if (welcome.Status.Use == ReplicaUse.Updated)
        {
            var updates = new ApplyUpdates(
                welcome.Status.Update.Next, RehearsalTable.Updates(UpdatesEachRound), ReplicaUse.Executed);
            await AskAsync<UpdatesApplied>(updates, cancellation).ConfigureAwait(false);
        }

        await AskAsync<Activated>(new Activate(), cancellation).ConfigureAwait(false);
        var (first, second) = (new SequenceNumber(1), new SequenceNumber(2));
        await AskAsync<WriteBegun>(new BeginWrite(first, default), cancellation).ConfigureAwait(false);
        await service.ExecuteAsync(new CommandDefinition(RehearsalTable.Rows, cancellationToken: cancellation)).ConfigureAwait(false);
        await AskAsync<WriteSetCaptured>(
            new EndWrite(first, QuietWithin, new NextWrite(second, default)), cancellation).ConfigureAwait(false);
        await AskAsync<WriteSetCaptured>(new EndWrite(second, QuietWithin, Next: null), cancellation).ConfigureAwait(false);

        // The end of a write and its rows are told by different tasks: with this answer both have been sent.
        await AskAsync<StatusReported>(new QueryStatus(), cancellation).ConfigureAwait(false);
    }

    private async Task<TReport> AskAsync<TReport>(AgentCommand command, CancellationToken cancellation)
        where TReport : AgentReport
    {
        await manager.SendAsync(command.ToFrame(), cancellation).ConfigureAwait(false);
        while (true)
        {
            switch (await ReceiveAsync(cancellation).ConfigureAwait(false))
            {
                case TReport wanted:
                    return wanted;
                case WriteEnded or UnpromptedCommit:
                    break;
                case var other:
                    throw new AgentFailure($"{command.GetType().Name} was answered by {other?.ToString() ?? "nothing"}");
            }
        }
    }

    /// <returns>Null: the connection is closed, or what came is no report.</returns>
    private async Task<AgentReport?> ReceiveAsync(CancellationToken cancellation)
    {
        AgentReport? report;
        while (!TryTake(out report))
        {
            var count = await manager.ReceiveAsync(buffer.Space, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            buffer.Received(count);
        }

        return report;
    }

    /// <summary>True with null: a frame that is no report.</summary>
    private bool TryTake(out AgentReport? report)
    {
        report = null;
        if (!buffer.TryTake(out var content))
        {
            return false;
        }

        _ = AgentReport.TryParse(content, out report);
        return true;
    }
}
