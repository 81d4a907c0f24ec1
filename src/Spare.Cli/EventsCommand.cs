using System.CommandLine;
using Spare.Commands;

namespace Spare.Cli;

/// <summary><c>spare events</c>.</summary>
internal static class EventsCommand
{
    private const string Description =
        """
        Show what happened on the hosts: membership, replicas, votes that failed, rejected replies.

        Every daemon numbers its events from 1 on when it starts and keeps the last ones. Those of several hosts are shown in
        the order of time; with --follow, those to come as they come.

        Examples:
          spare events
          spare events --follow                  until Ctrl-C
          spare events --since 120               only those after number 120
          spare events --output json | jq 'select(.severity != "information")'
        """;

    public static Command Create(Session session)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with events to come, until Ctrl-C" };
        var since = new Option<ulong>("--since") { Description = "Only events with a higher number", HelpName = "N" };
        var command = new Command("events", Description) { follow, since };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetValue(since), parsed.GetValue(follow), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, ulong since, bool follow, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var form = session.FormOf(parsed);
        var past = await daemons.AskAsync(async client => (Client: client, Events: await client.EventsAsync(since, cancellation)));
        var merged = past.Values.SelectMany(daemon => daemon.Events)
            .OrderBy(happened => happened.Time).ThenBy(happened => happened.Host).ThenBy(happened => happened.Number);
        foreach (var happened in merged)
        {
            session.Output.WriteLine(EventText.Of(happened, form));
        }

        var code = session.Conclude(past.Failures);
        return follow
            ? Math.Max(code, await FollowAsync(
                session, form, daemons,
                past.Values.ToDictionary(daemon => daemon.Client, daemon => daemon.Events.LastOrDefault()?.Number ?? since),
                cancellation))
            : code;
    }

    /// <param name="shown">The last event that was shown of each daemon that answered; the others have been complained of.</param>
    private static async Task<int> FollowAsync(
        Session session, OutputForm form, DaemonSet daemons, Dictionary<AdminClient, ulong> shown, CancellationToken cancellation)
    {
        // Several daemons write at the same time; a line is never torn.
        var writer = TextWriter.Synchronized(session.Output);
        var followed = await daemons.AskAsync(async client =>
        {
            try
            {
                if (shown.TryGetValue(client, out var number))
                {
                    await client.FollowAsync(
                        number, happened => writer.WriteLine(EventText.Of(happened, form)), cancellation);
                }

                return ExitCode.Done;
            }
            catch (AdminException failure)
            {
                session.Complain(failure); // Now: the others are followed on.
                return ExitCode.Failed;
            }
        });
        return followed.Values.Max();
    }
}
