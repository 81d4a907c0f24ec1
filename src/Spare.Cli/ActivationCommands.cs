using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare activate</c> and <c>spare passivate</c>.</summary>
internal static class ActivationCommands
{
    private const string ActivateDescription =
        """
        Wake a host's clean passive replica.

        It executes requests and votes beside the active one until it is put back or takes over. Refused where it is the last
        clean one of all hosts.

        Examples:
          spare activate h1                      its passive replica
          spare activate h1-r2                   the same, if that is its passive replica
          spare activate h1 --dry-run            say what would be done
        """;

    private const string PassivateDescription =
        """
        Put a replica back that executes requests.

        It ends, and a new passive one is made from base and journal. If it is the active one, the woken one of its host takes
        over at once. Refused where fewer than f + 1 would execute requests.

        Examples:
          spare passivate h1                     the woken replica of h1
          spare passivate h1-r1                  that replica
          spare passivate h1-r1 --dry-run        say what would be done
        """;

    public static Command CreateActivate(Session session) => Create(
        session, "activate", ActivateDescription, "The host or its passive replica, such as h1 or h1-r2", Passive,
        "would be woken and execute requests",
        (hosts, replica) => hosts.Any(host => host.Host != replica.Host && PassiveReplicas.Of(host) is not null)
            ? null
            : $"{replica} is the last passive replica",
        (client, _, cancellation) => client.ActivateAsync(cancellation),
        (_, result) => $"{result.Replica} executes requests now");

    public static Command CreatePassivate(Session session) => Create(
        session, "passivate", PassivateDescription, "The host or its replica, such as h1 or h1-r2", Woken,
        "would be put back",
        (hosts, _) => hosts.Sum(host => host.Replicas.Count(IsExecuting)) > hosts.Max(host => host.Faults) + 1
            ? null
            : "no more replicas execute requests than have to agree",
        (client, replica, cancellation) => client.PassivateAsync(replica, cancellation),
        (replica, result) => $"{replica} is put back; {result.Replica} is the active one");

    private static Command Create(
        Session session, string name, string description, string targetDescription,
        Func<HostStatus, ReplicaId?, ReplicaId> find, string plan,
        Func<ImmutableArray<HostStatus>, ReplicaId, string?> whyNot,
        Func<AdminClient, ReplicaId, CancellationToken, Task<ActivationResult>> act,
        Func<ReplicaId, ActivationResult, string> say)
    {
        var target = new Argument<string>("TARGET") { Description = targetDescription, HelpName = "HOST|REPLICA" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say what would be done" };
        var command = new Command(name, description) { target, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetRequiredValue(target);
            using var daemons = session.Daemons(parsed);
            var wanted = ReplicaId.TryParse(named, out var replica) ? replica : (ReplicaId?)null;
            var (all, (client, status)) = await daemons.FindAsync(wanted is null ? named : $"{wanted?.Host}", cancellation);
            var chosen = find(status, wanted);
            if (parsed.GetValue(dryRun))
            {
                if (whyNot(all.Of(daemon => daemon.Status).Values, chosen) is { } reason)
                {
                    session.Conclude(all.Failures);
                    throw new CommandException(
                        $"It would be refused: {reason}{(all.Failures.IsEmpty ? "" : ", as far as hosts answered")}.");
                }

                session.WritePlan(parsed, $"{chosen} {plan}");
                return session.Conclude(all.Failures);
            }

            var result = await act(client, chosen, cancellation);
            session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
                ? JsonSerializer.Serialize(result, AdminJson.Default.ActivationResult)
                : string.Create(CultureInfo.InvariantCulture, $"{say(chosen, result)}, after {result.Milliseconds:0} ms"));
            return ExitCode.Done;
        });
        return command;
    }

    private static bool IsExecuting(ReplicaStatus replica) => replica.Role is ReplicaRole.Active or ReplicaRole.Helper;

    private static ReplicaId Passive(HostStatus status, ReplicaId? wanted)
    {
        var passive = PassiveReplicas.Of(status)
            ?? throw new AdminException($"{status.Host} has no passive replica now");
        return wanted is null || wanted == passive.Replica
            ? passive.Replica
            : throw new AdminException($"{wanted} is not the passive replica of {status.Host}; that is {passive.Replica}");
    }

    private static ReplicaId Woken(HostStatus status, ReplicaId? wanted) =>
        wanted ?? status.Replicas.LastOrDefault(replica => replica.Role == ReplicaRole.Helper)?.Replica
            ?? throw new AdminException($"{status.Host} has no woken replica; name the one to put back");
}
