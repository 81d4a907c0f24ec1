using System.CommandLine;
using Spare.Benchmarks.Auctions;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Masking;
using Spare.Benchmarks.Measuring;
using Spare.Evaluation.Machine;
using Spare.Lab.Machines;
using Spare.Lab.Running;
using Spare.Protocol.WriteSets;
using Spare.Runtime.Loop;

namespace Spare.Benchmarks.Commands;

/// <summary>Measures everything that takes minutes, prints each figure beside its aim, and keeps the raw values.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);

    private static readonly Option<int> Rounds = Counts.Of("--rounds", 5, "Rounds that count; one more warms up.");

    private static readonly Option<int> Seconds = Counts.Of("--seconds", 4, "Length of one measurement.");

    private static readonly Option<int> Injections =
        Counts.Of("--injections", 20, "How often a replica is made to lie, and to be silent.");

    private static readonly Option<int> Losses = Counts.Of("--losses", 3, "How often a host is killed.");

    private static readonly string[] Parts =
        ["simulator", "writes", "noop", "masking", "host-loss", "recovery", "flooding"];

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"Measure these only: {string.Join(", ", Parts)}. Writes are capture and apply.",
        DefaultValueFactory = _ => Parts,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<HypervisorDriver> Hypervisor = LabCommandOptions.Hypervisor();

    public static Command Make()
    {
        Only.AcceptOnlyFromAmong(Parts);
        var run = new Command("run", "Measure, and print each figure beside its aim.")
        {
            Rounds, Seconds, Injections, Losses, Only, Hypervisor, RunRecord.Output,
        };
        run.Validators.Add(result =>
        {
            if (result.GetResult(Hypervisor)?.Tokens is [{ Value: "libvirt" }] && result.GetValue(Only) is not ["masking"])
            {
                result.AddError("Of virtual machines masking alone is measured: --hypervisor libvirt --only masking.");
            }
        });
        run.SetAction((arguments, cancellation) => Guarded.RunAsync(interrupted => RunAsync(arguments, interrupted), cancellation));
        return run;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        SocketEvents.ContinueWhereHeard(); // As in the daemon, whose part this process plays when it executes writes.
        var output = System.IO.Directory.CreateDirectory(arguments.GetRequiredValue(RunRecord.Output)).FullName;
        var before = await MachineState.NowAsync(cancellation);
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

        if (only.Intersect(["masking", "host-loss", "recovery", "flooding"]).Any())
        {
            figures.AddRange(await MeasureMaskingAsync(arguments, only, cancellation));
        }

        await RunRecord.PrintAsync(figures, before, output, cancellation);
    }

    private static async Task<IReadOnlyList<Figure>> MeasureMaskingAsync(
        ParseResult arguments, string[] only, CancellationToken cancellation)
    {
        Console.Error.WriteLine("The register, while something is faulty:");
        var (driver, injections) = (arguments.GetValue(Hypervisor), arguments.GetValue(Injections));
        await using var topology = await RegisterTopology.StartAsync(driver, cancellation);
        if (driver == HypervisorDriver.Libvirt)
        {
            return await InjectedFaults.MeasureMachinesAsync(topology, injections, cancellation);
        }

        Console.Error.WriteLine($"Warming up for {WarmUp.TotalSeconds:F0} s:");
        await topology.WarmUpAsync(WarmUp, cancellation);
        var figures = new List<Figure>();
        if (only.Contains("masking"))
        {
            figures.AddRange(await InjectedFaults.MeasureAsync(topology, injections, cancellation));
        }

        if (only.Contains("recovery"))
        {
            figures.AddRange(await RecoveryRound.MeasureAsync(topology, cancellation));
        }

        if (only.Contains("flooding"))
        {
            figures.AddRange(await FloodingReplica.MeasureAsync(topology, arguments.GetValue(Rounds), cancellation));
        }

        if (only.Contains("host-loss"))
        {
            figures.AddRange(await HostLoss.MeasureAsync(topology, arguments.GetValue(Losses), cancellation));
        }

        return figures;
    }

    private static async Task<Figure[]> MeasureWritesAsync(int seconds, CancellationToken cancellation)
    {
        Console.Error.WriteLine("The auction site's bids; making its image:");
        using var image = await AuctionImage.MakeAsync(cancellation);
        var writeSets = new List<EncodedWriteSet>();
        var rounds = Math.Max(CaptureComparison.RoundsPerSecond * seconds, ApplyMeasurement.BatchesMinimum);
        var capture = await CaptureComparison.MeasureAsync(image, rounds, writeSets.Add, cancellation);
        return [capture, await ApplyMeasurement.MeasureAsync(image, writeSets, cancellation)];
    }
}
