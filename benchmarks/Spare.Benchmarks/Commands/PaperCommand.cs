using System.Collections.Immutable;
using System.CommandLine;
using Spare.Benchmarks.Paper;
using Spare.Benchmarks.Paper.Testbeds;
using Spare.Commands;
using Spare.Configuration.Reading;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Plots;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Commands;

/// <summary>Runs experiments of the paper's evaluation, or takes up a run that was interrupted.</summary>
internal static class PaperCommand
{
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

    private static readonly Option<string?> TestbedFile = new("--testbed")
    {
        Description = "A file that names a laboratory's own hosts and says how to start a setting there, as "
            + "benchmarks/testbeds/example.yaml. Without it labs are made on this machine.",
    };

    private static readonly Option<bool> Busy = new("--busy")
    {
        Description = "Measure although the machine is busy with other things. The report says so.",
    };

    public static Command Make()
    {
        Directory.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "")
            {
                result.AddError("'--results' needs the name of a directory.");
            }
        });
        Files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"'{token.Value}' is not known here");
            }
        });
        var paper = new Command("paper", "Run experiments of the paper's evaluation in shuffled, interleaved rounds.")
        {
            Files, Directory, Seed, TestbedFile, Busy,
        };
        paper.SetAction((arguments, cancellation) => Guarded.RunAsync(interrupted => RunAsync(arguments, interrupted), cancellation));
        return paper;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var experiments = Read(arguments.GetRequiredValue(Files), ExperimentReader.Load);
        var testbed = Read(arguments.GetValue(TestbedFile) is { } file ? [file] : [], TestbedReader.Load).FirstOrDefault();
        if (experiments.CountBy(experiment => experiment.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            throw new BenchmarkException($"Two files are called '{twice}': their records would mix.");
        }

        await Gnuplot.CheckAsync(cancellation);
        var store = new RoundStore(arguments.GetRequiredValue(Directory));
        var (provenance, objections) = await LookAsync(testbed, experiments, cancellation);
        var manifest = Manifest(store, new RunManifest(0, default, false, experiments) { Testbed = testbed?.Name }, objections, arguments);
        using var mine = store.Take();
        store.Begin(manifest);
        var left = manifest.Plan.Except(store.Records(manifest).Select(record => record.Turn)).ToList();
        var expected = new TimeLeft(experiments.ToDictionary(experiment => experiment.Name, PaperRun.Expected)).For(left);
        await Console.Error.WriteLineAsync(
            $"{left.Count} of {manifest.Plan.Length} rounds to measure, about {Math.Ceiling(expected.TotalMinutes)} min; "
            + $"seed {manifest.Seed}");
        var missing = await new PaperRun(store, manifest, provenance, testbed).MeasureAsync(cancellation);
        await Report.WriteAsync(store.Directory, ReportCommand.Prices(ReportCommand.UsualPrices), cancellation);
        Console.WriteLine($"Report: {Path.Combine(store.Directory, "report.md")}");
        if (missing > 0)
        {
            throw new BenchmarkException(
                $"Not all was measured ({missing} of {manifest.Plan.Length} missing): run it again to measure the rest.");
        }
    }

    /// <exception cref="WrongFileException">At least one has mistakes; all of all files are told.</exception>
    private static ImmutableArray<T> Read<T>(IEnumerable<string> files, Func<string, Checked<T>> load)
        where T : class
    {
        var content = ImmutableArray.CreateBuilder<T>();
        var wrong = new List<string>();
        foreach (var read in files.Select(load))
        {
            if (read.TryGet(out var one))
            {
                content.Add(one);
            }
            else
            {
                wrong.Add(read.Report());
            }
        }

        return wrong.Count == 0 ? content.ToImmutable() : throw new WrongFileException(string.Join(Environment.NewLine, wrong));
    }

    /// <summary>What is measured, and what speaks against measuring now.</summary>
    private static async Task<(Provenance Provenance, ImmutableArray<string> Objections)> LookAsync(
        Testbed? testbed, ImmutableArray<Experiment> experiments, CancellationToken cancellation)
    {
        var here = await Origin.HereAsync(cancellation);
        string?[] objections = [(await MachineState.NowAsync(cancellation)).Objection(Environment.ProcessorCount)];
        if (testbed is not null)
        {
            if (experiments.Select(testbed.Objection).FirstOrDefault(objection => objection is not null) is { } impossible)
            {
                throw new BenchmarkException($"{impossible}.");
            }

            var hosts = await TestbedMeters.LookAsync(testbed, cancellation);
            here = hosts[0].Provenance with { Commit = here.Commit };
            objections =
            [
                .. objections,
                .. hosts.Select((host, i) => host.State.Objection(host.Provenance.Processors) is { } objection
                    ? $"host {i + 1}: {objection}" : null),
            ];
        }

        return (here, [.. objections.OfType<string>()]);
    }

    /// <summary>That of the run which is taken up, or of a new one.</summary>
    private static RunManifest Manifest(RoundStore store, RunManifest wanted, ImmutableArray<string> objections, ParseResult arguments)
    {
        var earlier = store.Manifest();
        if (earlier is not null && (!earlier.IsOf(wanted.Experiments) || earlier.Testbed != wanted.Testbed))
        {
            throw new BenchmarkException(
                $"{store.Directory} has results of other experiments or hosts: name another directory with --results.");
        }

        if (earlier is not null && arguments.GetValue(Seed) is { } other && other != earlier.Seed)
        {
            throw new BenchmarkException($"The run in {store.Directory} has the seed {earlier.Seed}.");
        }

        if (objections.Length > 0 && !arguments.GetValue(Busy))
        {
            throw new BenchmarkException(
                $"The machine is busy: {string.Join("; ", objections)}. Wait, or measure all the same with --busy.");
        }

        var manifest = earlier ?? wanted with
        {
            Seed = arguments.GetValue(Seed) ?? Random.Shared.Next(), Started = DateTimeOffset.UtcNow,
        };
        return manifest with { Busy = manifest.Busy || objections.Length > 0 };
    }
}
