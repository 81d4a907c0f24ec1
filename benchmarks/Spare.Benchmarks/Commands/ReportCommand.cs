using System.CommandLine;
using Spare.Commands;
using Spare.Evaluation.Costs;
using Spare.Evaluation.Reports;
using Spare.Lab;

namespace Spare.Benchmarks.Commands;

/// <summary>Makes the report of a run from its raw records.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Directory = new("DIRECTORY") { Description = "Results of a run." };

    private static readonly Option<string> PriceFile = new("--prices")
    {
        Description = "What computers and electricity cost.",
        DefaultValueFactory = _ => UsualPrices,
    };

    public static string UsualPrices => SourceTree.PathOf(Path.Combine("benchmarks", "experiments", "prices.yaml"));

    public static Command Make()
    {
        var report = new Command("report", "Make report.md and report.html, with plots, from the raw records of a run.")
        {
            Directory, PriceFile,
        };
        report.SetAction((arguments, cancellation) => Guarded.RunAsync(
            async interrupted =>
            {
                var directory = arguments.GetRequiredValue(Directory);
                await Report.WriteAsync(directory, Prices(arguments.GetRequiredValue(PriceFile)), interrupted);
                Console.WriteLine($"Report: {Path.Combine(directory, "report.md")}");
            },
            cancellation));
        return report;
    }

    public static Prices Prices(string file)
    {
        var read = PricesReader.Load(file);
        return read.TryGet(out var prices) ? prices : throw new WrongFileException(read.Report());
    }
}
