using System.CommandLine;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Measuring;

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
                var figures = await MemoryMeasurement.MeasureAsync(arguments.GetValue(Requests), interrupted);
                RunRecord.Print(figures, arguments.GetRequiredValue(RunRecord.Output));
            },
            cancellation));
        return memory;
    }
}
