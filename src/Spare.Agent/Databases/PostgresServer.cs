using System.Diagnostics;
using Npgsql;
using Spare.Agent.Processes;
using Spare.Postgres.Sessions;

namespace Spare.Agent.Databases;

/// <summary>A private PostgreSQL server on a Unix socket, from its start to its clean end.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const int Port = 5432;

    /// <summary>The kernel's limit on the path of a Unix socket, less the terminating zero.</summary>
    private const int SocketPathMaximum = 107;

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ChildProcess process;
    private readonly string socketDirectory;

    private PostgresServer(ChildProcess process, string socketDirectory)
    {
        this.process = process;
        this.socketDirectory = socketDirectory;
    }

    /// <summary>Completes when the server ends, wanted or not.</summary>
    public Task<int> Exited => process.Exited;

    public static async Task<PostgresServer> StartAsync(
        PostgresStart start, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        var socket = Path.Combine(start.SocketDirectory, $".s.PGSQL.{Port}");
        if (socket.Length > SocketPathMaximum)
        {
            throw new AgentFailure($"the socket path {socket} is longer than {SocketPathMaximum} bytes; use a shorter directory");
        }

        // The server's lock files name a process of another machine when the disk is a copy: one of that number may live here.
        File.Delete(Path.Combine(start.DataDirectory, "postmaster.pid"));
        File.Delete($"{socket}.lock");
        await File.WriteAllTextAsync(
            Path.Combine(start.DataDirectory, "postgresql.conf"),
            PostgresSettings.ToFile(start.SocketDirectory, settings), cancellation).ConfigureAwait(false);
        var program = Path.Combine(PostgresInstallation.FindPrograms(), "postgres");
        var process = await ChildProcess.StartAsync(new ChildCommand([program, "-D", start.DataDirectory])
        {
            Directory = start.DataDirectory,
            User = PostgresInstallation.User,
            Preload = start.Preload,
            LogFile = start.LogFile,
        }).ConfigureAwait(false);
        var server = new PostgresServer(process, start.SocketDirectory);
        try
        {
            await server.WaitUntilReadyAsync(start, cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public DatabaseAddress Address(string database) => new(socketDirectory, Port, database);

    /// <summary>A fast shutdown: open sessions are ended, everything is written.</summary>
    public Task StopAsync() => process.StopAsync(NativeMethods.SignalInterrupt, StopPatience);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task WaitUntilReadyAsync(PostgresStart start, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Address("postgres").ConnectionString);
                await connection.OpenAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException exception)
            {
                ThrowIfHopeless(start, started, exception);
                await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void ThrowIfHopeless(PostgresStart start, long started, NpgsqlException exception)
    {
        if (Exited.IsCompleted)
        {
            throw new AgentFailure($"the PostgreSQL server of {start.DataDirectory} ended at its start; see {start.LogName}");
        }

        if (Stopwatch.GetElapsedTime(started) > StartPatience)
        {
            throw new AgentFailure(
                $"the PostgreSQL server of {start.DataDirectory} accepts no connections: {exception.Message}; see {start.LogName}");
        }
    }
}
