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
        Have a host go on without hosts that are lost for good. By itself it waits for them: one of them may have answered
        requests that no other disk has. They must never run again with the disks that they had.

        Examples:
          spare bootstrap --host h2 --accept-loss              h2 goes on with what it has
          spare bootstrap --host h2 --accept-loss --dry-run    say with what
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
        var asked = await daemons.AskAsync(async client => (Client: client, Status: await client.StatusAsync(cancellation)));
        var (chosen, status) = asked.Values.FirstOrDefault(daemon => daemon.Status.Host.ToString() == name);
        if (chosen is null)
        {
            throw new UsageException($"No daemon here is host {name}: 'spare status' lists them");
        }

        if (dryRun)
        {
            session.WritePlan(parsed, $"{name} would go on. Now: {status.Reason ?? status.State.ToString()}");
            return session.Conclude([]);
        }

        try
        {
            var result = await chosen.BootstrapAsync(cancellation);
            session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
                ? JsonSerializer.Serialize(result, AdminJson.Default.BootstrapResult)
                : $"{name} goes on without the missing hosts; 'spare status' says when it serves.");
            return session.Conclude([]);
        }
        catch (AdminException refusal)
        {
            return session.Conclude([refusal]);
        }
    }
}
