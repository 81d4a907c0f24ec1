using System.CommandLine;
using Rubis.Service.Loading;

namespace Rubis.Service.Commands;

/// <summary>The command line: serve (when nothing else is asked for), load, schema.</summary>
internal static class RubisCommand
{
    public const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("RUBiS, an auction site for measurements, over PostgreSQL. The database is found through "
            + "PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD.");
        ServeCommand.Describe(root);
        root.Subcommands.Add(LoadCommand.Make());
        root.Subcommands.Add(Schema());

        var result = root.Parse(arguments);
        if (result.Errors.Count == 0)
        {
            return await result.InvokeAsync();
        }

        foreach (var error in result.Errors)
        {
            await Console.Error.WriteLineAsync($"rubis-service: {error.Message}");
        }

        await Console.Error.WriteLineAsync("rubis-service --help says what can be asked for.");
        return WrongUsage;
    }

    private static Command Schema()
    {
        var schema = new Command("schema", "Print the statements that make the tables and indexes.");
        schema.SetAction(_ =>
        {
            Console.Out.Write(PublishedText.All("tables.sql"));
            Console.Out.WriteLine();
            Console.Out.Write(PublishedText.All("indexes.sql"));
        });
        return schema;
    }
}
