using Npgsql;
using Rubis.Service.Html;

namespace Rubis.Service.Serving;

/// <summary>What the visitor is told when the database understood a statement and refused it.</summary>
internal static class DatabaseRefusal
{
    /// <summary>Null when the failure says nothing about the request.</summary>
    public static Page? Explain(PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction =>
            Page.Error("This server only reads; nothing was stored.", 403),
        PostgresErrorCodes.UniqueViolation => Page.Error("What you want to store exists already."),
        var state when state.StartsWith("22", StringComparison.Ordinal) =>
            Page.Error("A value is outside of what can be stored.", 400),
        _ => null,
    };
}
