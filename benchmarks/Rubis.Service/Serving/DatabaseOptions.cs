using System.Globalization;
using Npgsql;

namespace Rubis.Service.Serving;

/// <summary>Where the database is, as libpq's environment variables say.</summary>
internal static class DatabaseOptions
{
    public const int DefaultConnections = 8;

    /// <summary>Throws <see cref="FormatException"/> with the variable's name when one cannot be used.</summary>
    public static NpgsqlDataSource Open(int connections)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var settings = builder.ConnectionStringBuilder;
        settings.Host = Variable("PGHOST") ?? "/var/run/postgresql";
        settings.Port = PortOf(Variable("PGPORT"));
        settings.Username = Variable("PGUSER") ?? Environment.UserName;
        settings.Database = Variable("PGDATABASE") ?? settings.Username;
        settings.Password = Variable("PGPASSWORD");
        settings.ApplicationName = "rubis";
        settings.MaxPoolSize = connections;
        settings.Timeout = 10;
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        settings.SslMode = SslMode.Disable;
        return builder.Build();
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int PortOf(string? text)
    {
        if (text is null)
        {
            return 5432;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new FormatException($"PGPORT is \"{text}\", not a port from 1 to 65535.");
    }
}
