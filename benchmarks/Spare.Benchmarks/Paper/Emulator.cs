using System.Globalization;
using Spare.Benchmarks.Paper.Sites;
using Spare.Commands;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;
using Spare.Lab;

namespace Spare.Benchmarks.Paper;

/// <summary>Runs RUBiS's emulated clients where a site has them and reads what they saw.</summary>
internal static class Emulator
{
    /// <summary>Beyond the run itself: every client waits for its last answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task<LoadResult> RunAsync(
        AuctionSite site, Experiment experiment, Turn round, int seed, CancellationToken cancellation)
    {
        var start = site.ForClients(
            Programs.Find("rubis-client", "Rubis.Client"), Arguments(site, experiment, round, seed));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(experiment.WarmUp + experiment.Duration + Patience);
        try
        {
            var (_, output, errors) = await Tool.RunAsync(start, limit.Token);
            return EmulatorReport.Read(output) ?? throw new BenchmarkException($"The emulated clients reported nothing: {errors.Trim()}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchmarkException("The emulated clients did not come to their end.");
        }
    }

    private static IEnumerable<string> Arguments(AuctionSite site, Experiment experiment, Turn round, int seed) =>
    [
        "run",
        .. site.Urls.SelectMany(url => new[] { "--url", url.ToString() }),
        "--clients", Number(round.Clients),
        "--ramp-up", Number((int)experiment.WarmUp.TotalSeconds),
        "--duration", Number((int)experiment.Duration.TotalSeconds),
        "--ramp-down", "0",
        "--think", experiment.Thinks ? "tpcw" : "none",
        "--users", Number(ServiceFiles.Users(experiment.Database)),
        "--images", "off",
        "--seed", Number(seed),
        "--output", "json",
        .. round.WriteShare is { } share ? new[] { "--writes", Number(share) } : [],
    ];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
