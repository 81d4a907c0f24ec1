using System.CommandLine;
using Spare.Commands;

namespace Spare.Cli;

/// <summary>The command <c>spare</c>: what an operator sees and asks of running daemons.</summary>
internal static class CommandLine
{
    private const string Description =
        """
        Watch and operate hosts that run Spare.

        Without --socket it talks to the lab that 'make run' started and to the daemon of this machine.
        Exit codes: 0 done, 1 failed, 2 wrong usage or wrong files.

        Examples:
          spare status                        hosts, their replicas, how far they are
          spare status --output json          the same for programs
          spare stages                        where the time of requests goes
          spare events --follow               what happens, as it happens
          spare history                       what mattered, also long ago
          spare explain 1234                  what the replicas answered to a request, and who was wrong
          spare quarantine list               which requests are refused because replicas failed at them
          spare flush                         bring all passive replicas up to date now
          spare dump --digest                 compare the databases of all replicas
          spare recover                       replace all active replicas by clean ones
          spare inject wrong-body --replica h1-r1   does Spare mask it?
          spare check-service shop.yaml       does this service give equal answers on two copies?
        """;

    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellation)
    {
        var sockets = new Option<string[]>("--socket")
        {
            Description = "Admin socket of a daemon; may be repeated",
            HelpName = "PATH",
            Recursive = true,
        };
        var lab = new Option<string>("--lab")
        {
            Description = "Name of a lab of this machine, when it was started with another name",
            HelpName = "NAME",
            Recursive = true,
            DefaultValueFactory = _ => LabRecord.DefaultName,
        };
        var format = new Option<string>("--output")
        {
            Description = "Form of the output",
            HelpName = "text|json",
            Recursive = true,
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");

        var session = new Session(new DaemonOptions(sockets, lab), format, output, errors, time);
        var root = new RootCommand(Description)
        {
            sockets,
            lab,
            format,
            StatusCommand.Create(session),
            StagesCommand.Create(session),
            EventsCommand.Create(session),
            HistoryCommand.Create(session),
            ExplainCommand.Create(session),
            ReplayCommand.Create(session),
            QuarantineCommand.Create(session),
            FlushCommand.Create(session),
            DumpCommand.Create(session),
            RecoverCommand.Create(session),
            ActivationCommands.CreateActivate(session),
            ActivationCommands.CreatePassivate(session),
            AutomationCommand.Create(session),
            BootstrapCommand.Create(session),
            DrainCommand.Create(session),
            InjectCommand.Create(session),
            CheckServiceCommand.Create(session),
        };
        return new CommandLineProgram("spare", root, output, errors).RunAsync(arguments, cancellation);
    }
}
