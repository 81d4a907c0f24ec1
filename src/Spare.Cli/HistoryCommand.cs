using System.CommandLine;
using Spare.Commands;

namespace Spare.Cli;

/// <summary><c>spare history</c>.</summary>
internal static class HistoryCommand
{
    private const int LimitMaximum = 100_000;

    private const string Description =
        """
        Show what mattered on all hosts, also from before their daemons were started.

        In the order of time: epochs, replies that differed, convictions, suspicions, replicas that ended, were woken or took
        another one's place, recoveries, undone writes, quarantine.

        Examples:
          spare history
          spare history --limit 500
          spare history --output json | jq 'select(.kind == "replica-convicted")'
        """;

    public static Command Create(Session session)
    {
        var limit = new Option<int>("--limit")
        {
            Description = "Only the last so many", HelpName = "N", DefaultValueFactory = _ => 50,
        };
        var command = new Command("history", Description) { limit };
        command.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(limit), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, int limit, CancellationToken cancellation)
    {
        if (limit is < 1 or > LimitMaximum)
        {
            throw new UsageException($"--limit must be between 1 and {LimitMaximum}");
        }

        using var daemons = session.Daemons(parsed);
        var read = await daemons.AskAsync(client => client.HistoryAsync(limit, cancellation));
        var merged = read.Values.SelectMany(events => events)
            .OrderBy(happened => happened.Time).ThenBy(happened => happened.Host).ThenBy(happened => happened.Number);
        foreach (var happened in merged.TakeLast(limit))
        {
            session.Output.WriteLine(EventText.Of(happened, session.FormOf(parsed)));
        }

        return session.Conclude(read.Failures);
    }
}
