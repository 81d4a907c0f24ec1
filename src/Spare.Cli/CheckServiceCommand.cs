using System.CommandLine;
using System.Diagnostics;
using Spare.Commands;

namespace Spare.Cli;

/// <summary><c>spare check-service</c>: the work is done by <c>spare-lab</c>, which can start replicas.</summary>
internal static class CheckServiceCommand
{
    private const string Description =
        """
        Run a service on two independent copies and name every difference in replies and changed rows.

        A service that shows none can be put behind Spare. Needs root, like 'make run'.

        Examples:
          spare check-service shop.yaml
          spare check-service shop.yaml --requests requests.txt
          spare check-service shop.yaml --count 500
        """;

    public static Command Create(Session session)
    {
        var file = new Argument<string>("FILE") { Description = "The service file" };
        var requests = new Option<string?>("--requests")
        {
            Description = "Recorded requests: one 'METHOD TARGET [BODY]' per line", HelpName = "FILE",
        };
        var count = new Option<int?>("--count") { Description = "Requests to run", HelpName = "N" };
        var command = new Command("check-service", Description) { file, requests, count };
        command.SetAction((parsed, cancellation) =>
        {
            List<string> arguments = ["check-service", parsed.GetRequiredValue(file)];
            arguments.AddRange(parsed.GetValue(requests) is { } path ? ["--requests", path] : []);
            arguments.AddRange(parsed.GetValue(count) is { } number ? ["--count", $"{number}"] : []);
            arguments.AddRange(session.FormOf(parsed) == OutputForm.Json ? ["--output", "json"] : []);
            return RunLabAsync(arguments, cancellation);
        });
        return command;
    }

    private static async Task<int> RunLabAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var lab = Process.Start(new ProcessStartInfo(Programs.Find("spare-lab", "Spare.Lab"), arguments))
            ?? throw new CommandException("'spare-lab' did not start.");

        // Ctrl-C reaches the lab as well: it cleans up and ends by itself.
        await lab.WaitForExitAsync(CancellationToken.None).WaitAsync(cancellation);
        return lab.ExitCode;
    }
}
