using System.Collections.Immutable;
using System.Globalization;
using Spare.Postgres.Sessions;

namespace Spare.Agent.Databases;

/// <summary>How a process of the service finds its database: libpq's standard variables.</summary>
internal static class ServiceConnection
{
    public static ImmutableDictionary<string, string> Variables(DatabaseAddress database, string user) =>
        ImmutableDictionary<string, string>.Empty
            .Add("PGHOST", database.SocketDirectory)
            .Add("PGPORT", database.Port.ToString(CultureInfo.InvariantCulture))
            .Add("PGDATABASE", database.Database)
            .Add("PGUSER", user);
}
