using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Rubis.Service.Serving;

/// <summary>Puts the web server together.</summary>
internal static class ServiceHost
{
    private const int LongestRequestLine = 32 * 1024;
    private const int LargestForm = 1024 * 1024;

    /// <summary>
    /// Users think for minutes, and whoever keeps a connection should not have it closed at the moment of sending on it.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromHours(1);

    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5);

    public static WebApplication Build(string urls, NpgsqlDataSource database, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
        builder.WebHost.UseShutdownTimeout(ShutdownLimit);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // Published emulators send items with descriptions of up to 8,192 characters by GET.
            server.Limits.MaxRequestLineSize = LongestRequestLine;
            server.Limits.MaxRequestBodySize = LargestForm;
            server.Limits.KeepAliveTimeout = KeepAlive;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<FrontDoor>();
        var app = builder.Build();
        var door = app.Services.GetRequiredService<FrontDoor>();
        app.Run(door.AnswerAsync);
        return app;
    }
}
