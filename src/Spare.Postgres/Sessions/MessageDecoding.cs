using Npgsql;

namespace Spare.Postgres.Sessions;

/// <summary>Whether a server's log tells messages that are no rows: before version 14, <c>pgoutput</c> leaves them out.</summary>
internal static class MessageDecoding
{
    private const int FirstMajor = 14;

    public static bool Of(Version server) => server.Major >= FirstMajor;

    /// <summary>The SQL function whose messages this server's log tells.</summary>
    public static string TellOf(NpgsqlConnection connection) =>
        Of(connection.PostgreSqlVersion) ? "pg_logical_emit_message" : "spare.tell";
}
