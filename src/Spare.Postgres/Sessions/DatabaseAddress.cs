using Npgsql;

namespace Spare.Postgres.Sessions;

/// <summary>
/// Where a private server's database is, and how Spare's own sessions with it are set up: as Spare's superuser, with
/// every setting pinned that values look different by.
/// </summary>
/// <param name="SocketDirectory">What libpq calls PGHOST.</param>
public sealed record DatabaseAddress(string SocketDirectory, int Port, string Database)
{
    /// <summary>The superuser that only the agent uses.</summary>
    public const string User = "spare";

    /// <summary>Without this a value's text would depend on the server's or the role's configuration.</summary>
    private const string Pinned =
        "-c DateStyle=ISO -c IntervalStyle=postgres -c TimeZone=UTC -c bytea_output=hex -c extra_float_digits=3 "
        + "-c lc_monetary=C -c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0 "
        + "-c idle_in_transaction_session_timeout=0 -c row_security=off -c default_transaction_read_only=off "
        + "-c synchronous_commit=on";

    /// <summary>The first connection takes a guest that is computed, on a busy host, many times as long as others.</summary>
    private const int ConnectSeconds = 60;

    public string ConnectionString => Session(string.Empty).ConnectionString;

    /// <summary>
    /// For a session that applies updates: triggers, rules and foreign keys had their say where they were made, and a plan
    /// that finds one row by its key need not be made for each row.
    /// </summary>
    internal string ApplyConnectionString
    {
        get
        {
            var session = Session("-c session_replication_role=replica -c plan_cache_mode=force_generic_plan");
            session.MaxAutoPrepare = 256;
            session.AutoPrepareMinUsages = 1;
            return session.ConnectionString;
        }
    }

    private NpgsqlConnectionStringBuilder Session(string more) => new()
    {
        Host = SocketDirectory,
        Port = Port,
        Database = Database,
        Username = User,
        ApplicationName = "spare-agent",
        Options = $"{Pinned} {more}".TrimEnd(),
        Pooling = false,
        Timeout = ConnectSeconds,

        // A paused replica stands still for hours; no timeout of a session may fire when it is resumed.
        CommandTimeout = 0,
        KeepAlive = 0,
    };
}
