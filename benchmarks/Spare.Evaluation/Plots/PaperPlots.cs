using Spare.Evaluation.Reports;

namespace Spare.Evaluation.Plots;

/// <summary>The paper's Figures 4 to 8 redrawn, and what it does not have; those for which there are values.</summary>
internal static class PaperPlots
{
    public static IReadOnlyList<Plot> Of(Results results) =>
    [
        .. ThroughputPlots.Of(results), .. TracePlots.Of(results), .. FootprintPlots.Of(results),
    ];
}
