using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare bootstrap</c>.</summary>
internal static class BootstrapCommand
{
    private const string Description =
        """
        Have a host go on without hosts that are lost for good.

        By itself it waits for them: one of them may have answered requests that no other disk has. They must never run again
        with the disks that they had. Refused where the host's own disk is damaged, and where a host is there that has more.

        Examples:
          spare bootstrap --host h2 --accept-loss              h2 goes on with what it has
          spare bootstrap --host h2 --accept-loss --dry-run    say with which updates, and whose answers may be lost
        """;

    public static Command Create(Session session)
    {
        var host = new Option<string>("--host")
        {
            Description = "The host that goes on, such as h2", HelpName = "HOST", Required = true,
        };
        var accept = new Option<bool>("--accept-loss")
        {
            Description = "What only the missing hosts have is lost, and may have been answered",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say what the host would go on with" };
        var command = new Command("bootstrap", Description) { host, accept, dryRun };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetRequiredValue(host), parsed.GetValue(accept), parsed.GetValue(dryRun), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, string name, bool accepts, bool dryRun, CancellationToken cancellation)
    {
        if (!accepts)
        {
            throw new UsageException(
                "Say --accept-loss: requests that only the missing hosts have, answered ones among them, will never have been");
        }

        using var daemons = session.Daemons(parsed);
        var (_, (client, _)) = await daemons.FindAsync(name, cancellation);
        var result = await client.BootstrapAsync(dryRun, cancellation);
        var ground = $"updates up to {result.Update}, of epoch {result.Epoch}{Loss(result)}";
        if (dryRun)
        {
            session.WritePlan(parsed, $"{name} would go on with {ground}");
            return ExitCode.Done;
        }

        session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(result, AdminJson.Default.BootstrapResult)
            : $"{name} goes on with {ground}. 'spare status' says when it serves.");
        return ExitCode.Done;
    }

    private static string Loss(BootstrapResult result) => result.MayLose.IsEmpty
        ? string.Empty
        : $"; later answers of {string.Join(", ", result.MayLose)}, if there were any, are lost";
}
