using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare flush</c>.</summary>
internal static class FlushCommand
{
    private const string Description =
        """
        Bring the passive replicas up to date now, instead of when enough updates are buffered.

        Examples:
          spare flush
          spare flush && spare dump --digest     compare all databases
          spare flush --dry-run                  say how many updates each would get
        """;

    public static Command Create(Session session)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say how many updates would be applied" };
        var command = new Command("flush", Description) { dryRun };
        command.SetAction((parsed, cancellation) => parsed.GetValue(dryRun)
            ? PlanAsync(session, parsed, cancellation)
            : RunAsync(session, parsed, cancellation));
        return command;
    }

    private static async Task<int> PlanAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var asked = await daemons.AskAsync(client => client.StatusAsync(cancellation));
        var failures = asked.Failures.ToList();
        foreach (var status in asked.Values)
        {
            if (PassiveReplicas.WhyNever(status) is { } reason)
            {
                failures.Add(new CommandException($"It would be refused by {status.Host}: {reason}."));
                continue;
            }

            session.WritePlan(parsed, PassiveReplicas.Of(status) is { } passive
                ? $"{passive.Replica} is at {passive.Update}: {status.Order.Buffered} update(s) would be applied"
                : $"{status.Host} has no passive replica now");
        }

        return session.Conclude(failures);
    }

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var flushed = await daemons.AskAsync(client => client.FlushAsync(cancellation));
        foreach (var result in flushed.Values)
        {
            session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
                ? JsonSerializer.Serialize(result, AdminJson.Default.FlushResult)
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Replica} is at {result.Update}: {result.Applied} update(s) applied in {result.Milliseconds:0.0} ms"));
        }

        return session.Conclude(flushed.Failures);
    }
}
