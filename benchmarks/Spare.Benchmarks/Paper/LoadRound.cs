using Spare.Benchmarks.Paper.Sites;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Paper;

/// <summary>Emulated clients use the auction site, from a fresh copy of its database on; what they see and what it takes.</summary>
internal static class LoadRound
{
    /// <returns>The record, with what was measured.</returns>
    public static async Task<RoundRecord> MeasureAsync(
        Experiment experiment, RoundRecord record, int seed, CancellationToken cancellation)
    {
        await using var site = await AuctionSite.StartAsync(experiment, record.Turn.Setting, cancellation);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var clients = Emulator.RunAsync(site, experiment, record.Turn, seed, failing.Token);
        try
        {
            await Task.Delay(experiment.WarmUp, cancellation);
            var footprint = await new FootprintMeter(site).MeasureAsync(experiment.Duration, cancellation);
            return record with
            {
                Load = await clients,
                Footprint = footprint,
                Times = await site.TimesAsync(cancellation),
            };
        }
        catch
        {
            await failing.CancelAsync();
            await ((Task)clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
