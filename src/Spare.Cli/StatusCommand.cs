using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare status</c>.</summary>
internal static class StatusCommand
{
    private const string Description =
        """
        Show hosts, their replicas, and how far they are.

        That is membership, states, order position, update number and buffer depth. Below the hosts it says why one does not
        serve, which ones are drained, and where automation is paused.

        Examples:
          spare status
          spare status --socket /run/spare/admin.sock
          spare status --output json | jq '.[].replicas[].state'
        """;

    public static Command Create(Session session)
    {
        var command = new Command("status", Description);
        command.SetAction((parsed, cancellation) => RunAsync(session, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var hosts = await daemons.AskAsync(client => client.StatusWithMemoryAsync(cancellation));
        if (session.FormOf(parsed) == OutputForm.Json)
        {
            session.Output.WriteLine(JsonSerializer.Serialize([.. hosts.Values], AdminJson.Default.HostStatusArray));
        }
        else if (hosts.Values.Length > 0)
        {
            var terminal = Terminal.For(session.Output);
            var first = hosts.Values[0];
            session.Output.WriteLine($"Service '{first.Service}', tolerating f = {first.Faults} faulty replica(s).");
            terminal.Write(StatusTables.Hosts(hosts.Values));
            foreach (var remark in StatusTables.Remarks(hosts.Values))
            {
                session.Output.WriteLine(remark);
            }

            terminal.Write(StatusTables.Replicas(hosts.Values));
        }

        return session.Conclude(hosts.Failures);
    }
}
