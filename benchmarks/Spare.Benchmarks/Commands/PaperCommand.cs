using System.Collections.Immutable;
using System.CommandLine;
using Spare.Benchmarks.Paper;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Commands;

/// <summary>Runs experiments of the paper's evaluation, or takes up a run that was interrupted.</summary>
internal static class PaperCommand
{
    private const int WrongFile = 2;

    private static readonly Argument<string[]> Files = new("EXPERIMENT")
    {
        Description = "Files of experiments, as in benchmarks/experiments.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Directory = new("--results")
    {
        Description = "Where the raw records and the report go. Rounds that are there already are not measured again.",
        DefaultValueFactory = _ => "artifacts/paper",
    };

    private static readonly Option<int?> Seed = new("--seed") { Description = "Repeats the order of the rounds; drawn if not given." };

    private static readonly Option<bool> Busy = new("--busy")
    {
        Description = "Measure although the machine is busy with other things. The report says so.",
    };

    public static Command Make()
    {
        var paper = new Command("paper", "Run experiments of the paper's evaluation in shuffled, interleaved rounds.")
        {
            Files, Directory, Seed, Busy,
        };
        paper.SetAction((arguments, cancellation) => Guarded.RunAsync(() => RunAsync(arguments, cancellation)));
        return paper;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (await ReadAsync(arguments.GetRequiredValue(Files)) is not { } experiments)
        {
            return WrongFile;
        }

        if (experiments.CountBy(experiment => experiment.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            throw new BenchmarkException($"Two files are called '{twice}': their records would mix.");
        }

        var store = new RoundStore(arguments.GetRequiredValue(Directory));
        var manifest = Begin(store, experiments, arguments);
        var left = manifest.Plan.Where(round => !store.Has(round)).ToList();
        var expected = new TimeLeft(experiments.ToDictionary(experiment => experiment.Name, PaperRun.Expected)).For(left);
        await Console.Error.WriteLineAsync(
            $"{left.Count} of {manifest.Plan.Length} rounds to measure, about {Math.Ceiling(expected.TotalMinutes)} minutes; "
            + $"seed {manifest.Seed}");
        var missing = await new PaperRun(store, manifest, await Origin.HereAsync(cancellation)).MeasureAsync(cancellation);
        await Report.WriteAsync(store.Directory, ReportCommand.Prices(ReportCommand.UsualPrices), cancellation);
        Console.WriteLine($"Report: {Path.Combine(store.Directory, "report.md")}");
        return missing == 0 ? 0 : throw new BenchmarkException($"{missing} rounds are missing: run it again to measure them.");
    }

    /// <summary>Null: at least one file is wrong, and all that is wrong has been said.</summary>
    private static async Task<ImmutableArray<Experiment>?> ReadAsync(IEnumerable<string> files)
    {
        var experiments = ImmutableArray.CreateBuilder<Experiment>();
        var wrong = false;
        foreach (var read in files.Select(ExperimentReader.Load))
        {
            if (read.TryGet(out var experiment))
            {
                experiments.Add(experiment);
            }
            else
            {
                wrong = true;
                await Console.Error.WriteLineAsync(read.Report());
            }
        }

        return wrong ? null : experiments.ToImmutable();
    }

    private static RunManifest Begin(RoundStore store, ImmutableArray<Experiment> experiments, ParseResult arguments)
    {
        var earlier = store.Manifest();
        if (earlier is not null && !earlier.IsOf(experiments))
        {
            throw new BenchmarkException($"{store.Directory} has results of other experiments: name another directory with --results.");
        }

        if (earlier is not null && arguments.GetValue(Seed) is { } other && other != earlier.Seed)
        {
            throw new BenchmarkException($"The run in {store.Directory} has the seed {earlier.Seed}.");
        }

        var objection = MachineState.Now().Objection(Environment.ProcessorCount);
        if (objection is not null && !arguments.GetValue(Busy))
        {
            throw new BenchmarkException($"The machine is busy: {objection}. Wait, or measure all the same with --busy.");
        }

        var manifest = earlier ?? new RunManifest(
            arguments.GetValue(Seed) ?? Random.Shared.Next(), DateTimeOffset.UtcNow, false, experiments);
        manifest = manifest with { Busy = manifest.Busy || objection is not null };
        store.Begin(manifest);
        return manifest;
    }
}
