using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Spare.TestPostgres;

/// <summary>
/// A PostgreSQL server of the test's own: fresh data directory, Unix socket only, gone on disposal. It runs as the user
/// <c>postgres</c> when the test runs as root. Durability is off, logical decoding is on, the collation is C.
/// </summary>
/// <remarks>
/// A shell stands between the test and the server and waits for the end of its standard input, so server and directory
/// disappear even when the test process is killed. It has a session of its own: what kills a whole test run spares it.
/// </remarks>
public sealed class PrivateServer : IAsyncDisposable
{
    private const string Script = """
        set -eu
        mkdir -m 755 "$1"
        trap 'rm -rf "$1"' EXIT
        trap 'exit 1' HUP INT TERM
        "$2/initdb" -D "$1/pgdata" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$1/initdb.log" 2>&1 ||
            { cat "$1/initdb.log" >&2; exit 1; }
        printf '%s' "$3" >>"$1/pgdata/postgresql.conf"
        "$2/pg_ctl" -D "$1/pgdata" -w -t 60 -l "$1/server.log" start >/dev/null ||
            { cat "$1/server.log" >&2; exit 1; }
        echo ready
        read -r _ || true
        "$2/pg_ctl" -D "$1/pgdata" -w -m immediate stop >/dev/null 2>&1 || true
        """;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process keeper;
    private readonly string directory;

    private PrivateServer(Process keeper, string directory)
    {
        this.keeper = keeper;
        this.directory = directory;
    }

    /// <summary>What libpq calls PGHOST: the directory of the server's Unix socket.</summary>
    public string SocketDirectory => directory;

    /// <summary>What libpq calls PGPORT: it only names the socket; nothing listens on TCP.</summary>
    public int Port { get; } = 5432;

    /// <summary>The server's superuser; every connection is trusted.</summary>
    public string User { get; } = "postgres";

    public string PgData => Path.Combine(directory, "pgdata");

    public string LogFile => Path.Combine(directory, "server.log");

    /// <summary>Starts a server and returns once it accepts connections (about a second).</summary>
    public static async Task<PrivateServer> StartAsync(
        PrivateServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PrivateServerOptions();
        var directory = $"/tmp/spare-test-pg-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        var keeper = Process.Start(KeeperOf(options, directory))
            ?? throw new InvalidOperationException("The shell that keeps the test's PostgreSQL server did not start.");
        var server = new PrivateServer(keeper, directory);
        try
        {
            await server.ReadyAsync(options.StartLimit, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database = "postgres", string user = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = SocketDirectory,
            Port = Port,
            Username = user,
            Database = database,
        }.ConnectionString;

    /// <summary>Creates an empty database and returns the superuser's connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync(string database, CancellationToken cancellationToken = default)
    {
        var quoted = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        await ExecuteAsync($"create database \"{quoted}\"", cancellationToken: cancellationToken);
        return ConnectionString(database);
    }

    /// <summary>Runs statements as the superuser, on a connection of their own.</summary>
    public async Task ExecuteAsync(
        string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        using var deadline = new CancellationTokenSource(StopLimit);
        try
        {
            await keeper.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            keeper.Kill(entireProcessTree: true);
        }

        keeper.Dispose();
    }

    private static ProcessStartInfo KeeperOf(PrivateServerOptions options, string directory)
    {
        var arguments = new List<string> { "setsid" };
        if (Environment.IsPrivilegedProcess)
        {
            arguments.AddRange(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }

        arguments.AddRange(["sh", "-c", Script, "sh", directory, options.Programs, SettingsOf(options, directory)]);
        return new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
    }

    private static string SettingsOf(PrivateServerOptions options, string directory)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["fsync"] = "off",
            ["full_page_writes"] = "off",
            ["listen_addresses"] = "",
            ["max_connections"] = "100",
            ["shared_buffers"] = "32MB",
            ["unix_socket_directories"] = directory,
            ["wal_level"] = "logical",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var lines = new StringBuilder("\n");
        foreach (var (name, value) in settings)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{name} = '{value}'\n");
        }

        return lines.ToString();
    }

    private async Task ReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var line = await keeper.StandardOutput.ReadLineAsync(deadline.Token);
        if (line != "ready")
        {
            var reason = await keeper.StandardError.ReadToEndAsync(deadline.Token);
            throw new InvalidOperationException($"The test's PostgreSQL server did not start: {reason.Trim()}");
        }
    }
}
