using System.Diagnostics;
using Spare.Benchmarks.Paper.Testbeds;
using Spare.Benchmarks.Paper.Traces;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Paper;

/// <summary>
/// Measures every round that has no record yet, in the order of the plan, and writes each record when its round is over. A
/// round that fails is named and left out; several in a row end the run.
/// </summary>
/// <param name="testbed">Null: labs on this machine are measured.</param>
internal sealed class PaperRun(RoundStore store, RunManifest manifest, Provenance provenance, Testbed? testbed)
{
    private const int FailuresMaximum = 3;

    /// <summary>To start and to end what a round needs.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PerMaskedFault = TimeSpan.FromSeconds(4);

    /// <summary>How many rounds of the plan are still missing afterwards.</summary>
    public async Task<int> MeasureAsync(CancellationToken cancellation)
    {
        var experiments = manifest.Experiments.ToDictionary(experiment => experiment.Name);
        var left = manifest.Plan.Except(store.Records(manifest).Select(record => record.Turn)).ToList();
        var time = new TimeLeft(manifest.Experiments.ToDictionary(experiment => experiment.Name, Expected));
        var (missing, inARow) = (0, 0);
        for (var i = 0; i < left.Count && inARow < FailuresMaximum; i++)
        {
            await Console.Error.WriteLineAsync($"[{i + 1}/{left.Count}] {left[i]}  ({time.For(left[i..]).TotalMinutes:F0} min left)");
            var started = Stopwatch.GetTimestamp();
            try
            {
                var record = await MeasureAsync(experiments[left[i].Experiment], left[i], cancellation);
                store.Add(record);
                await Console.Error.WriteLineAsync($"    {Summary(record)}");
                inARow = 0;
            }
            catch (Exception failure) when (Commands.Guarded.IsExpected(failure))
            {
                await Console.Error.WriteLineAsync($"    failed: {failure.Message}");
                missing++;
                inARow++;
            }

            time.Took(left[i].Experiment, Stopwatch.GetElapsedTime(started));
        }

        return inARow == FailuresMaximum ? manifest.Plan.Length - store.Records(manifest).Length : missing;
    }

    public static TimeSpan Expected(Experiment experiment) => Frame + experiment.Kind switch
    {
        ExperimentKind.NoOp => (experiment.WarmUp + experiment.Duration) * (experiment.Clients.Length * (experiment.Settings.Length + 1)),
        ExperimentKind.Masking => experiment.WarmUp + (PerMaskedFault * experiment.Repetitions),
        ExperimentKind.Recovery => experiment.WarmUp + experiment.Duration + Frame,
        _ => experiment.WarmUp + experiment.Duration,
    };

    private async Task<RoundRecord> MeasureAsync(Experiment experiment, Turn round, CancellationToken cancellation)
    {
        var record = new RoundRecord
        {
            Turn = round,
            Started = DateTimeOffset.UtcNow,
            Before = testbed is null ? await MachineState.NowAsync(cancellation) : await BusiestAsync(testbed, cancellation),
            Provenance = provenance,
        };

        // All settings of a round get the same users.
        var seed = unchecked((manifest.Seed * 31) + round.Round) & int.MaxValue;
        switch (experiment.Kind)
        {
            case ExperimentKind.Load:
                return await LoadRound.MeasureAsync(testbed, experiment, record, seed, cancellation);
            case ExperimentKind.NoOp:
                return record with { NoOp = await NoOpRound.MeasureAsync(experiment, seed, cancellation) };
            case ExperimentKind.Masking:
                return record with { Masked = await MaskingRound.MeasureAsync(testbed, experiment, seed, cancellation) };
            default:
                return record with { Trace = await TraceRound.MeasureAsync(testbed, experiment, cancellation) };
        }
    }

    private static async Task<MachineState> BusiestAsync(Testbed testbed, CancellationToken cancellation) =>
        (await TestbedMeters.LookAsync(testbed, cancellation)).Select(host => host.State).MaxBy(state => state.Load)
            ?? await MachineState.NowAsync(cancellation);

    private static string Summary(RoundRecord record) => record switch
    {
        { Load: { } load, Footprint: { } footprint } =>
            $"{load.PerSecond:F1} requests/s, p50 {load.P50:F1} ms, {footprint.CpuSeconds / footprint.Seconds:F2} processors, "
            + $"{footprint.Memory / 1e6:F0} MB, {load.Errors} errors",
        { Trace: { } trace } => $"longest wait {trace.Longest:F0} ms, {trace.Failed} failed",
        { Masked.Length: > 0 } => $"{record.Masked.Length} masked, at most {record.Masked.Max(masked => masked.Answered):F0} ms",
        _ => string.Join("   ", record.NoOp.Select(value =>
            $"{value.Behind} {value.Clients}: {value.PerSecond:F0}/s {value.Median:F2} ms")),
    };
}
