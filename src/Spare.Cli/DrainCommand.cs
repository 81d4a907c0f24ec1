using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare drain</c>.</summary>
internal static class DrainCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Description =
        """
        Have a host take no more requests of clients: new ones get 503, those that are being served finish. Its replicas go
        on voting. Then its daemon can be stopped, and no client notices; the other hosts make up for it.

        Examples:
          spare drain h2                         ends when no request is being served any more
          spare drain h2 --undo                  it takes requests again
          spare drain h2 --dry-run               say how many are being served
        """;

    public static Command Create(Session session)
    {
        var host = new Argument<string>("HOST") { Description = "The host, such as h2" };
        var undo = new Option<bool>("--undo") { Description = "Have it take requests again" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say what would happen" };
        var command = new Command("drain", Description) { host, undo, dryRun };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetRequiredValue(host), parsed.GetValue(undo), parsed.GetValue(dryRun), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, string name, bool undo, bool dryRun, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var asked = await daemons.AskAsync(async client => (Client: client, Status: await client.StatusAsync(cancellation)));
        var (client, status) = asked.Values.FirstOrDefault(daemon => daemon.Status.Host.ToString() == name);
        if (client is null)
        {
            throw new UsageException($"No daemon here is host {name}: 'spare status' lists them");
        }

        if (dryRun)
        {
            session.WritePlan(parsed, undo
                ? $"{name} would take requests again"
                : $"{name} would take no requests; {status.Counters.InFlight} are being served");
            return ExitCode.Done;
        }

        var result = await client.DrainAsync(!undo, cancellation);
        if (!undo)
        {
            result = result with { InFlight = await FinishAsync(client, cancellation) };
        }

        session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(result, AdminJson.Default.DrainResult)
            : Say(name, result));
        return result.InFlight > 0 && !undo ? ExitCode.Failed : ExitCode.Done;
    }

    /// <returns>How many requests are still being served when patience is over.</returns>
    private static async Task<int> FinishAsync(AdminClient client, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pace);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = (await client.StatusAsync(cancellation)).Counters.InFlight;
            if (left == 0 || TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                return left;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private static string Say(string name, DrainResult result) => !result.Draining
        ? $"{name} takes requests again"
        : result.InFlight == 0
            ? $"{name} takes no requests, and none is being served; its daemon can be stopped"
            : $"{name} takes no requests; {result.InFlight} are still being served after {Patience.TotalSeconds:0} s";
}
