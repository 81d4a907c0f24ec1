using System.CommandLine;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Measuring;
using Spare.Evaluation.Machine;

namespace Spare.Benchmarks.Commands;

/// <summary>Watches the daemons' memory over very many requests; takes minutes.</summary>
internal static class MemoryCommand
{
    private static readonly Option<int> Requests =
        Counts.Of("--requests", 1_000_000, "How many requests all hosts serve together.");

    public static Command Make()
    {
        var memory = new Command("memory", "Watch the daemons' memory over very many requests.")
        {
            Requests, RunRecord.Output,
        };
        memory.SetAction((arguments, cancellation) => Guarded.RunAsync(
            async interrupted =>
            {
                var before = await MachineState.NowAsync(interrupted);
                var figures = await MemoryMeasurement.MeasureAsync(arguments.GetValue(Requests), interrupted);
                await RunRecord.PrintAsync(figures, before, arguments.GetRequiredValue(RunRecord.Output), interrupted);
            },
            cancellation));
        return memory;
    }
}
