using System.CommandLine;

namespace Rubis.Client.Commands;

/// <summary>The command line.</summary>
internal static class ClientCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Emulates the clients of RUBiS, the auction site for measurements.");
        root.Subcommands.Add(RunCommand.Make());
        var result = root.Parse(arguments);
        if (result.Errors.Count == 0)
        {
            // The run ends itself on SIGINT and SIGTERM and prints what it has; it is not to be cut short.
            return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }

        foreach (var error in result.Errors)
        {
            await Console.Error.WriteLineAsync($"rubis-client: {error.Message}");
        }

        await Console.Error.WriteLineAsync("rubis-client run --help says what can be asked for.");
        return ExitCode.WrongUsage;
    }
}
