using System.Collections.Immutable;
using Spare.Benchmarks.Paper.Metering;
using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
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
        try
        {
            var footprints = new FootprintMeter([.. meters.Select(meter => (AskMeter)meter.AskAsync)], TimeProvider.System);
            await footprints.PrepareAsync(cancellation);
            var (load, footprint) = await WithClientsAsync(
                token => Emulator.RunAsync(site, experiment, record.Turn, seed, token),
                () => footprints.MeasureAsync(experiment.WarmUp, experiment.Duration, cancellation),
                cancellation);
            return record with { Load = load, Footprint = footprint, Times = await TimesAsync(meters, cancellation) };
        }
        finally
        {
            foreach (var meter in meters)
            {
                await meter.DisposeAsync();
            }
        }
    }

    /// <summary>Clients whose measurement fails are ended with it.</summary>
    private static async Task<(LoadResult Load, Footprint Footprint)> WithClientsAsync(
        Func<CancellationToken, Task<LoadResult>> load, Func<Task<Footprint>> measure, CancellationToken cancellation)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var clients = load(failing.Token);
        try
        {
            var footprint = await measure();
            return (await clients, footprint);
        }
        catch
        {
            await failing.CancelAsync();
            await ((Task)clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async Task<ImmutableArray<HostTimes>> TimesAsync(
        IEnumerable<MeterLink> meters, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(meters.Select(meter => meter.AskAsync(MeterQuestion.Stages, cancellation)));
        return [.. answers.Select(answer => answer.Times).OfType<HostTimes>()];
    }
}
