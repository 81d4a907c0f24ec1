using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare stages</c>.</summary>
internal static class StagesCommand
{
    private const string Description =
        """
        Show where the time of the last requests went.

        Of those that came in at each host: until they were ordered, until the local replica was asked (begun), until it had
        answered (executed), until f + 1 replicas agreed on the update (agreed, writes only), and until the reply left
        (answered). Of the updates of its passive replica: until it ran (resumed), had them (updated) and stood still again
        (paused). Each row counts from the one above it.

        Examples:
          spare stages
          spare stages --output json | jq '.[].stages[] | select(.stage == "ordered") | .median'
        """;

    public static Command Create(Session session)
    {
        var command = new Command("stages", Description);
        command.SetAction((parsed, cancellation) => RunAsync(session, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var hosts = await daemons.AskAsync(client => client.StagesAsync(cancellation));
        if (session.FormOf(parsed) == OutputForm.Json)
        {
            session.Output.WriteLine(JsonSerializer.Serialize([.. hosts.Values], AdminJson.Default.HostStagesArray));
        }
        else if (hosts.Values.Any(host => host.Stages.Length > 0))
        {
            Terminal.For(session.Output).Write(StageTable.Of(hosts.Values));
        }
        else if (hosts.Values.Length > 0)
        {
            session.Output.WriteLine("No request has come in here yet.");
        }

        return session.Conclude(hosts.Failures);
    }
}
