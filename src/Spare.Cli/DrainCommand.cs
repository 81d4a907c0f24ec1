using System.Collections.Immutable;
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
        Have a host take no more requests of clients.

        New ones get 503, those that are being served finish. Its replicas go on voting. Then its daemon can be stopped, and
        no client notices; the other hosts make up for it. Refused where no other host takes requests. A daemon that is
        started again does not know of it and takes requests.

        Examples:
          spare drain h2                         ends when no request is being served any more
          spare drain h2 --undo                  it takes requests again
          spare drain h2 --dry-run               say how many are being served
          spare drain h2 --force                 also if nobody is left whom clients can ask
        """;

    public static Command Create(Session session)
    {
        var host = new Argument<string>("HOST") { Description = "The host, such as h2" };
        var undo = new Option<bool>("--undo") { Description = "Have it take requests again" };
        var force = new Option<bool>("--force") { Description = "Also if no other host takes requests: all clients get 503" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say what would happen" };
        var command = new Command("drain", Description) { host, undo, force, dryRun };
        command.SetAction((parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(host);
            return parsed.GetValue(undo)
                ? UndoAsync(session, parsed, name, parsed.GetValue(dryRun), cancellation)
                : RunAsync(session, parsed, name, parsed.GetValue(force), parsed.GetValue(dryRun), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, string name, bool force, bool dryRun, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var (all, (client, status)) = await daemons.FindAsync(name, cancellation);
        if (!force && !status.Draining && WhyNobodyElse(status, all.Of(daemon => daemon.Status).Values) is { } reason)
        {
            throw new CommandException(reason);
        }

        if (dryRun)
        {
            session.WritePlan(parsed, $"{name} would take no requests; {status.Counters.InFlight} are being served");
            return ExitCode.Done;
        }

        var result = await client.DrainAsync(drain: true, cancellation);
        result = result with { InFlight = await FinishAsync(client, cancellation) };
        Write(session, parsed, result, result.InFlight == 0
            ? $"{name} takes no requests, and none is being served; its daemon can be stopped"
            : $"{name} takes no requests; {result.InFlight} are still being served after {Patience.TotalSeconds:0} s");
        return result.InFlight > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> UndoAsync(
        Session session, ParseResult parsed, string name, bool dryRun, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var (_, (client, _)) = await daemons.FindAsync(name, cancellation);
        if (dryRun)
        {
            session.WritePlan(parsed, $"{name} would take requests again");
        }
        else
        {
            Write(session, parsed, await client.DrainAsync(drain: false, cancellation), $"{name} takes requests again");
        }

        return ExitCode.Done;
    }

    /// <summary>Null: clients find another host that takes their requests.</summary>
    private static string? WhyNobodyElse(HostStatus drained, ImmutableArray<HostStatus> all)
    {
        var others = drained.Members.Where(member => member.Host != drained.Host).ToArray();
        var reasons = others.Select(other => WhyNot(drained, other, all.FirstOrDefault(status => status.Host == other.Host))).ToArray();
        return reasons.Any(reason => reason is null)
            ? null
            : $"No other host takes requests ({string.Join(", ", reasons)}): if {drained.Host} is drained, all clients get 503. "
                + "Have another host take requests first: 'spare drain HOST --undo' where it is drained, else see "
                + "'spare status'. '--force' drains it all the same.";
    }

    /// <summary>A host whose daemon cannot be asked here is judged by what this one sees of it.</summary>
    private static string? WhyNot(HostStatus drained, MemberStatus other, HostStatus? asked) =>
        asked is { Draining: true } ? $"{other.Host} is drained"
        : asked is { State: not ServingState.Serving } ? $"{other.Host} does not serve"
        : asked is null && other.State == MemberState.Absent ? $"{other.Host} is away"
        : asked is null && other.State == MemberState.Joined && drained.State == ServingState.Serving ? $"{other.Host} does not serve"
        : null;

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

    private static void Write(Session session, ParseResult parsed, DrainResult result, string text) => session.Output.WriteLine(
        session.FormOf(parsed) == OutputForm.Json ? JsonSerializer.Serialize(result, AdminJson.Default.DrainResult) : text);
}
