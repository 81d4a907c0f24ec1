using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spare.Commands;
using Spare.Lab;
using Spare.Lab.Networks;
using Spare.Lab.Running;

namespace Spare.Histories;

/// <summary>Records many histories of labs of two and three hosts, and checks each.</summary>
internal static class HistoriesCommand
{
    private const int FaultsMaximum = 2;

    /// <summary>Longer than a lab's end may take.</summary>
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromMinutes(2);

    public static Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var histories = LabCommandOptions.Number("--histories", "N", "How many histories, spread over services and sizes", 50, 10_000);
        var operations = LabCommandOptions.Number("--operations", "N", "Operations in each", 5_000, 1_000_000);
        var seed = LabCommandOptions.Number("--seed", "N", "Of the first history; the others have the next ones", 1, 1_000_000);
        var minutes = LabCommandOptions.Number("--minutes", "N", "No history is begun after so long", 60, 10_000);
        var name = LabCommandOptions.Name(_ => LabName.Fresh("hist").Value);
        var kept = new Option<string>("--output")
        {
            Description = "Directory for histories that are not linearizable",
            HelpName = "DIRECTORY",
            DefaultValueFactory = _ => "artifacts/histories",
        };
        var root = new RootCommand("Record histories of real runs with faulty replicas, and check that they are linearizable.")
        {
            histories, operations, seed, minutes, name, kept,
        };
        root.SetAction((parsed, cancellation) => RecordAsync(
            [.. RunsOf(parsed.GetValue(histories), parsed.GetValue(operations), parsed.GetValue(seed))],
            new LabName(parsed.GetRequiredValue(name)),
            new HistoriesLimit(TimeSpan.FromMinutes(parsed.GetValue(minutes))),
            parsed.GetRequiredValue(kept),
            output,
            cancellation));
        return new CommandLineProgram("spare-histories", root, output, errors) { CleanupPatience = CleanupPatience }
            .RunAsync(arguments, CancellationToken.None);
    }

    /// <summary>Service and size of a lab follow from the seed as well, so that a seed alone repeats a run.</summary>
    private static IEnumerable<HistoryRun> RunsOf(int histories, int operations, int first)
    {
        HistoryService[] services = [HistoryService.Register, HistoryService.Auction];
        return Enumerable.Range(first, histories).Select(seed => new HistoryRun(
            services[seed % services.Length], 1 + (seed / services.Length % FaultsMaximum), seed, operations));
    }

    private static async Task<int> RecordAsync(
        HistoryRun[] runs, LabName name, HistoriesLimit limit, string kept, TextWriter output, CancellationToken cancellation)
    {
        using var end = new Interruption(cancellation);
        var (done, violated) = (0, 0);
        foreach (var group in runs.GroupBy(run => (run.Service.Name, run.Tolerated)).TakeWhile(_ => !limit.IsOver))
        {
            await using var lab = await HistoryLab.StartAsync(group.First().Service, group.Key.Tolerated, name, end.Token);
            foreach (var run in group.TakeWhile(_ => !limit.IsOver))
            {
                var clock = Stopwatch.StartNew();
                var result = await RecordAsync(run, lab.Lab, kept, end.Token);
                output.WriteLine($"{run.Name}: {result.In(clock.Elapsed)}");
                done++;
                if (!result.IsLinearizable)
                {
                    violated++;
                    output.WriteLine(result.Keep(kept, run.Name));
                }
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} of {runs.Length} histories recorded in {limit.Elapsed.TotalMinutes:F1} minutes, {violated} not linearizable."));
        return done == runs.Length && violated == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>When the lab itself fails, what its hosts logged is kept.</summary>
    private static async Task<HistoryResult> RecordAsync(
        HistoryRun run, RunningLab lab, string kept, CancellationToken cancellation)
    {
        try
        {
            return await run.RecordAsync(lab, cancellation);
        }
        catch (CommandException failure)
        {
            var logs = new DirectoryInfo(Path.Combine(kept, run.Name));
            KeptLogs.Copy(lab, logs);
            throw new LabException($"{run.Name}: {failure.Message} The logs of its hosts are in {logs.FullName}.", failure);
        }
    }

    /// <param name="Time">No history is begun after so long.</param>
    private sealed record HistoriesLimit(TimeSpan Time)
    {
        private readonly Stopwatch clock = Stopwatch.StartNew();

        public TimeSpan Elapsed => clock.Elapsed;

        public bool IsOver => clock.Elapsed > Time;
    }
}
