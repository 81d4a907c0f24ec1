using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Cli;

/// <summary><c>spare inject</c>.</summary>
internal static class InjectCommand
{
    private const string Description =
        """
        Have a replica be faulty, to see that Spare masks it.

        The daemon alters what comes from the replica before it looks at it. Refused unless the host file says
        'fault-injection: allowed'. Without --count and --share the fault is committed once. A reply or write set that cannot
        have the fault is passed over.

        Replies:     wrong-body, wrong-status, wrong-header, silence-before-header, silence-after-header, slow-drip,
                     flood, oversize, early-close, surplus-bytes, second-reply, wrong-length, old-reply
        Write sets:  omitted-row, added-row, reordered-rows, duplicated-row, misattributed-rows
        Replicas:    crash

        Examples:
          spare inject wrong-body --replica h1-r1                           its next reply
          spare inject slow-drip --replica h1-r1 --share 0.1 --class read   every tenth read, until cleared
          spare inject silence-before-header --replica h1-r1 --pause 500    one reply, half a second late
          spare inject omitted-row --replica h2-r1 --count 3                three write sets
          spare inject crash --replica h2-r2                                destroy its machine
          spare inject --list                                               what is set
          spare inject --clear                                              end it all
        """;

    public static Command Create(Session session)
    {
        var options = new InjectOptions();
        var command = new Command("inject", Description);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            (parsed.GetValue(options.Kind), parsed.GetValue(options.List), parsed.GetValue(options.Clear)) switch
            {
                (null, true, false) => AllAsync(session, parsed, client => client.FaultsAsync(cancellation), cancellation),
                (null, false, true) => AllAsync(session, parsed, client => client.ClearFaultsAsync(cancellation), cancellation),
                ({ } kind, false, false) => SetAsync(
                    session, parsed, options.FaultOf(parsed, kind), parsed.GetValue(options.DryRun), cancellation),
                _ => throw new UsageException("Name a fault, or --list, or --clear: see 'spare inject --help'"),
            });
        return command;
    }

    private static async Task<int> AllAsync(
        Session session, ParseResult parsed, Func<AdminClient, Task<InjectedFault[]>> call, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var answers = await daemons.AskAsync(async client =>
            ((await client.StatusAsync(cancellation)).Host, Faults: await call(client)));
        foreach (var fault in answers.Values.SelectMany(host => host.Faults))
        {
            Write(session, parsed, fault);
        }

        if (answers.Values.All(host => host.Faults is []))
        {
            session.WriteNone(parsed, "No fault is set", answers.Of(host => host.Host));
        }

        return session.Conclude(answers.Failures);
    }

    private static async Task<int> SetAsync(
        Session session, ParseResult parsed, InjectedFault fault, bool dryRun, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var owner = await daemons.OwnerAsync(fault.Replica, cancellation);
        if (!dryRun)
        {
            Write(session, parsed, await owner.InjectAsync(fault, cancellation));
            return ExitCode.Done;
        }

        if ((await owner.StatusAsync(cancellation)).Replicas.All(replica => replica.Replica != fault.Replica))
        {
            throw new CommandException($"There is no replica '{fault.Replica}' there: see 'spare status'.");
        }

        _ = await owner.FaultsAsync(cancellation); // Refused where the host file does not allow it.
        session.WritePlan(parsed, $"{fault.Replica.Host} would be asked for {fault}");
        return ExitCode.Done;
    }

    private static void Write(Session session, ParseResult parsed, InjectedFault fault) =>
        session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(fault, AdminJson.Default.InjectedFault)
            : $"{fault}");
}
