using System.CommandLine;
using System.Text.Json;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare automation</c>.</summary>
internal static class AutomationCommand
{
    private const string Description =
        """
        Pause and resume what replaces replicas that still do their work.

        That is recovery by schedule, and the replacement of those that were late too often. What masks a fault is never
        paused. A daemon that is started again does not know of it.

        Examples:
          spare automation pause                 on all hosts
          spare automation pause --host h2
          spare automation resume
          spare automation resume --dry-run      say where
        """;

    public static Command Create(Session session) => new("automation", Description)
    {
        Create(session, "pause", "Leave replicas alone that do their work.", pause: true),
        Create(session, "resume", "Replace them by schedule and suspicion again.", pause: false),
    };

    private static Command Create(Session session, string name, string description, bool pause)
    {
        var host = new Option<string?>("--host") { Description = "Only this host, such as h2", HelpName = "HOST" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say on which hosts it would" };
        var command = new Command(name, description) { host, dryRun };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetValue(host), parsed.GetValue(dryRun), pause, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, string? only, bool dryRun, bool pause, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var (asked, chosen) = await daemons.ChooseAsync(only, cancellation);
        foreach (var (client, status) in chosen)
        {
            var verb = pause ? "paused" : "resumed";
            if (dryRun)
            {
                session.WritePlan(parsed, $"Automation of {status.Host} would be {verb}");
                continue;
            }

            var result = await client.AutomateAsync(pause, cancellation);
            session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
                ? JsonSerializer.Serialize(result, AdminJson.Default.AutomationResult)
                : $"Automation of {status.Host} is {verb}");
        }

        return session.Conclude(asked.Failures.Where(failure => only is null || DaemonSet.MayBeAbout(only, failure)));
    }
}
