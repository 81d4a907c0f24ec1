using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Paper;

/// <summary>Emulated clients use the auction site, from a fresh copy of its database on; what they see and what it takes.</summary>
internal static class LoadRound
{
    public static async Task<(LoadResult Load, Footprint Footprint)> MeasureAsync(
        Experiment experiment, Turn round, int seed, CancellationToken cancellation)
    {
        await using var site = await AuctionSite.StartAsync(experiment, round.Setting, cancellation);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var clients = Emulator.RunAsync(site, experiment, round, seed, failing.Token);
        try
        {
            await Task.Delay(experiment.WarmUp, cancellation);
            var footprint = await new FootprintMeter(site).MeasureAsync(experiment.Duration, cancellation);
            return (await clients, footprint);
        }
        catch
        {
            await failing.CancelAsync();
            await ((Task)clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
