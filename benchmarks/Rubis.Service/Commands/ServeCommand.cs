using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Rubis.Service.Serving;

namespace Rubis.Service.Commands;

/// <summary>Serves the site until SIGTERM or SIGINT.</summary>
internal static class ServeCommand
{
    private const int MostConnections = 1000;

    public static void Describe(RootCommand root)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons.",
            DefaultValueFactory = _ => "http://127.0.0.1:8000",
        };
        var connections = new Option<int>("--connections")
        {
            Description = "Most connections to the database.",
            DefaultValueFactory = _ => DatabaseOptions.DefaultConnections,
        };
        connections.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostConnections)
            {
                result.AddError($"--connections is a number from 1 to {MostConnections}.");
            }
        });
        root.Options.Add(urls);
        root.Options.Add(connections);
        root.SetAction((result, cancellation) =>
            RunAsync(result.GetValue(urls) ?? "", result.GetValue(connections), cancellation));
    }

    private static async Task<int> RunAsync(string urls, int connections, CancellationToken cancellation)
    {
        try
        {
            await using var database = DatabaseOptions.Open(connections);
            await using var app = ServiceHost.Build(urls, database, TimeProvider.System);
            await app.StartAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"rubis-service: {wrong.Message}");
            return RubisCommand.WrongUsage;
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"rubis-service: cannot listen on {urls}: {taken.Message}");
            return 1;
        }
    }
}
