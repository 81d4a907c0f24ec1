using System.CommandLine;
using Spare.Benchmarks.Commands;
using Spare.Commands;

namespace Spare.Benchmarks;

/// <summary>The <c>spare-bench</c> program.</summary>
internal static class CommandLine
{
    /// <summary>Labs are removed before the program ends.</summary>
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromMinutes(2);

    /// <param name="output">Of help; what is measured goes to the standard output.</param>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Spare's measurements, each against something in the same run.")
        {
            PeerCommands.Noop(), PeerCommands.Forward(), RunCommand.Make(), MemoryCommand.Make(), PaperCommand.Make(),
            MeterCommand.Make(), RelayCommand.Make(), ReportCommand.Make(),
        };
        return new CommandLineProgram("spare-bench", root, output, errors) { CleanupPatience = CleanupPatience }
            .RunAsync(arguments, CancellationToken.None);
    }
}
