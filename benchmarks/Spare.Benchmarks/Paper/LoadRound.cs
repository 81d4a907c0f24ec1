using System.Collections.Immutable;
using Spare.Benchmarks.Paper.Metering;
using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Evaluation.Testbeds;

namespace Spare.Benchmarks.Paper;

/// <summary>Emulated clients use the auction site, from a fresh copy of its database on; what they see and what it takes.</summary>
internal static class LoadRound
{
    /// <param name="testbed">Null: in a lab on this machine.</param>
    /// <returns>The record, with what was measured.</returns>
    public static async Task<RoundRecord> MeasureAsync(
        Testbed? testbed, Experiment experiment, RoundRecord record, int seed, CancellationToken cancellation)
    {
        await using var site = await AuctionSite.StartAsync(testbed, experiment, record.Turn.Setting, cancellation);
        var meters = site.StartMeters();
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var clients = Emulator.RunAsync(site, experiment, record.Turn, seed, failing.Token);
        try
        {
            var footprint = await new FootprintMeter([.. meters.Select(meter => (AskMeter)meter.AskAsync)], TimeProvider.System)
                .MeasureAsync(experiment.WarmUp, experiment.Duration, cancellation);
            return record with
            {
                Load = await clients,
                Footprint = footprint,
                Times = await TimesAsync(meters, cancellation),
            };
        }
        catch
        {
            await failing.CancelAsync();
            await ((Task)clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            foreach (var meter in meters)
            {
                await meter.DisposeAsync();
            }
        }
    }

    private static async Task<ImmutableArray<HostTimes>> TimesAsync(
        IEnumerable<MeterLink> meters, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(meters.Select(meter => meter.AskAsync(MeterQuestion.Stages, cancellation)));
        return [.. answers.Select(answer => answer.Times).OfType<HostTimes>()];
    }
}
