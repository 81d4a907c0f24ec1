using System.CommandLine;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare events</c>.</summary>
internal static class EventsCommand
{
    private const string Description =
        """
        Show what happened on the hosts: membership, replicas, votes that failed, rejected replies.

        Every daemon numbers its events from 1 on when it starts and keeps the last ones.

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
            session,
            parsed,
            (client, token) => client.EventsAsync(
                parsed.GetValue(since), parsed.GetValue(follow) ? EventReading.Follow : EventReading.Once, token),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session,
        ParseResult parsed,
        Func<AdminClient, CancellationToken, IAsyncEnumerable<OperatorEvent>> events,
        CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var form = session.FormOf(parsed);

        // Several daemons write at the same time; a line is never torn.
        var writer = TextWriter.Synchronized(session.Output);
        var read = await daemons.AskAsync(async client =>
        {
            await foreach (var happened in events(client, cancellation))
            {
                writer.WriteLine(EventText.Of(happened, form));
            }

            return client;
        });
        return session.Conclude(read.Failures);
    }
}
