using System.CommandLine;
using Spare.Commands;
using Spare.Lab.Chaos;
using Spare.Lab.Checking;
using Spare.Lab.Demo;
using Spare.Lab.Faults;
using Spare.Lab.Running;

namespace Spare.Lab;

/// <summary>The command <c>spare-lab</c>.</summary>
internal static class CommandLine
{
    /// <summary>Longer than a lab's end may take: daemons finish requests and destroy their replicas.</summary>
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromMinutes(2);

    private const string Description =
        """
        Run Spare's hosts on one machine.

        Examples:
          spare-lab run                          the auction site RUBiS on two hosts, until Ctrl-C
          spare-lab demo                         what Spare masks, in a minute
          spare-lab fault partition 1            cut host 1 of a running lab off from the others
          spare-lab chaos --iterations 20        random faults, one after the other
          spare-lab check-service shop.yaml      does this service give equal answers on two copies?
        """;

    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var root = new RootCommand(Description) 
        {
            RunCommand.Create(output), DemoCommand.Create(output), FaultCommand.Create(output),
            ChaosCommand.Create(output), CheckServiceCommand.Create(output),
        };
        return new CommandLineProgram("spare-lab", root, output, errors) { CleanupPatience = CleanupPatience }
            .RunAsync(arguments, cancellation);
    }
}
