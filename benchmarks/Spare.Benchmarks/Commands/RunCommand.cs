using System.CommandLine;
using Spare.Benchmarks.Auctions;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Measuring;
using Spare.Protocol.WriteSets;

namespace Spare.Benchmarks.Commands;

/// <summary>Measures everything that takes minutes, prints each figure beside its aim, and keeps the raw values.</summary>
internal static class RunCommand
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Rounds that count; one more warms up.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Length of one measurement.",
        DefaultValueFactory = _ => 4,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Measure these only: noop, writes (capture and apply), simulator.",
        DefaultValueFactory = _ => ["noop", "writes", "simulator"],
    };

    public static Command Make()
    {
        Only.AcceptOnlyFromAmong("noop", "writes", "simulator");
        var run = new Command("run", "Measure, and print each figure beside its aim.") { Rounds, Seconds, Only, RunRecord.Output };
        run.SetAction((arguments, cancellation) => Guarded.RunAsync(() => RunAsync(arguments, cancellation)));
        return run;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var (rounds, seconds) = (arguments.GetValue(Rounds), arguments.GetValue(Seconds));
        var only = arguments.GetRequiredValue(Only);
        var figures = new List<Figure>();
        if (only.Contains("simulator"))
        {
            figures.Add(await SimulatorMeasurement.MeasureAsync(TimeSpan.FromSeconds(seconds), cancellation));
        }

        if (only.Contains("writes"))
        {
            figures.AddRange(await MeasureWritesAsync(rounds * seconds, cancellation));
        }

        if (only.Contains("noop"))
        {
            figures.AddRange(await NoopComparison.MeasureAsync(rounds, TimeSpan.FromSeconds(seconds), cancellation));
        }

        RunRecord.Print(figures, arguments.GetRequiredValue(RunRecord.Output));
    }

    private static async Task<Figure[]> MeasureWritesAsync(int seconds, CancellationToken cancellation)
    {
        Console.Error.WriteLine("The auction site's bids; making its image:");
        using var image = await AuctionImage.MakeAsync(cancellation);
        var writeSets = new List<EncodedWriteSet>();
        var capture = await CaptureComparison.MeasureAsync(image, seconds, writeSets.Add, cancellation);
        return [capture, await ApplyMeasurement.MeasureAsync(image, writeSets, cancellation)];
    }
}
