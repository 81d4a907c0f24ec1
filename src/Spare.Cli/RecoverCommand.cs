using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare recover</c>.</summary>
internal static class RecoverCommand
{
    private const string Description =
        """
        Replace active replicas by their clean passive ones.

        That is done one host after the other, while requests go on: what an intruder left in them is gone, known or not. A
        new passive replica is then made from base and journal. Each host is waited for, for 5 minutes at most; what it waits
        for, if it takes long, is said on standard error. Hosts that were not recovered are named in the end; one that was
        asked recovers all the same as soon as it can.

        Examples:
          spare recover                          a whole round
          spare recover --host h2                only there
          spare recover --dry-run                say what would be done
        """;

    public static Command Create(Session session)
    {
        var host = new Option<string?>("--host") { Description = "Only this host, such as h2", HelpName = "HOST" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say which replicas would be replaced" };
        var command = new Command("recover", Description) { host, dryRun };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetValue(host), parsed.GetValue(dryRun), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, string? only, bool dryRun, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var (asked, chosen) = await daemons.ChooseAsync(only, cancellation);
        var failures = asked.Failures.Where(failure => only is null || DaemonSet.MayBeAbout(only, failure)).ToList();
        foreach (var (client, status) in chosen)
        {
            try
            {
                if (!dryRun)
                {
                    session.Output.WriteLine(Done(session, parsed, await RecoverAsync(session, client, cancellation)));
                }
                else if (PassiveReplicas.WhyNever(status) is { } reason)
                {
                    failures.Add(new CommandException($"It would be refused by {status.Host}: {reason}."));
                }
                else
                {
                    session.WritePlan(parsed, Plan(status));
                }
            }
            catch (AdminException failure)
            {
                failures.Add(new AdminException($"{status.Host} was not recovered. {failure.Message}", failure));
            }
        }

        return session.Conclude(failures);
    }

    private static async Task<RecoveryResult> RecoverAsync(Session session, AdminClient client, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var last = (await client.EventsAsync(0, cancellation)).LastOrDefault()?.Number ?? 0;
        var watching = WatchAsync(session, client, last, over.Token);
        try
        {
            return await client.RecoverAsync(cancellation);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    /// <summary>Says what the recovery waits for, until it is over.</summary>
    private static async Task WatchAsync(Session session, AdminClient client, ulong since, CancellationToken over)
    {
        try
        {
            await client.FollowAsync(since, happened => Tell(session, happened), over);
        }
        catch (Exception e) when (e is AdminException or OperationCanceledException)
        {
            // It is over, or its own answer says what is wrong with the daemon.
        }
    }

    private static void Tell(Session session, OperatorEvent happened)
    {
        if (happened.Kind == OperatorEventKind.RecoveryWaits)
        {
            session.Tell($"{happened.Host}: {happened.Text} (For {AdminRoutes.RecoveryPatience.TotalMinutes:0} minutes at most.)");
        }
    }

    private static string Plan(HostStatus status)
    {
        var active = status.Replicas.FirstOrDefault(replica => replica.Role == ReplicaRole.Active);
        var next = PassiveReplicas.Of(status)?.Replica.ToString() ?? "the next passive one, which has to be made first";
        return $"{active?.Replica.ToString() ?? "the active replica"} would be replaced by {next}";
    }

    private static string Done(Session session, ParseResult parsed, RecoveryResult result) =>
        session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(result, AdminJson.Default.RecoveryResult)
            : string.Create(
                CultureInfo.InvariantCulture, $"{result.Replica} is active now, after {result.Milliseconds:0} ms");
}
