using Spare.Evaluation.Experiments;
using Spare.Evaluation.Plots;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Reports;

public sealed class PlotTests
{
    [Fact]
    public void Throughput_is_drawn_by_setting_with_best_and_worst_rounds()
    {
        RoundRecord[] rounds =
        [
            Samples.Round(Setting.Spare, 1, 100, 1), Samples.Round(Setting.Spare, 2, 80, 1),
            Samples.Round(Setting.Spare, 1, 200, 1, clients: 600),
            Samples.Round(Setting.Crash, 1, 110, 1),
        ];

        var plot = PaperPlots.Of(RunOf(rounds, Samples.Load)).Single(plot => plot.Name == "throughput-load");

        Assert.Equal(["300 90.00 80.00 100.00", "600 200.00 200.00 200.00"], plot.Blocks["spare"].ToArray());
        Assert.Equal(["300 110.00 110.00 110.00"], plot.Blocks["crash"].ToArray());
    }

    [Fact]
    public void The_overall_footprints_are_drawn_against_both()
    {
        RoundRecord[] rounds =
            [Samples.Round(Setting.Spare, 1, 100, 10), Samples.Round(Setting.Crash, 1, 100, 10), Samples.Round(Setting.AppBft, 1, 100, 15)];

        var plot = PaperPlots.Of(RunOf(rounds, Samples.Load)).Single(plot => plot.Name == "overall");

        Assert.Contains("\"CPU\" 1.0 -32.7", plot.Blocks["overall"]);
        Assert.DoesNotContain(plot.Blocks["overall"], line => line.Contains("power", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_drawn_of_nothing() => Assert.Empty(PaperPlots.Of(RunOf([], Samples.Load, Samples.Masking)));

    [Fact]
    public void A_script_holds_its_values_and_draws_both_forms()
    {
        var script = Gnuplot.ScriptOf(PaperPlots.Of(RunOf([Samples.Masked(10, 20)], Samples.Masking)).Single());

        Assert.Contains("$stages << EOD\n\"help asked\" 7.50 5.00 10.00\n", script, StringComparison.Ordinal);
        Assert.Contains("set output 'stages.svg'", script, StringComparison.Ordinal);
        Assert.Contains("set output 'stages.png'", script, StringComparison.Ordinal);
    }

    private static Results RunOf(IReadOnlyList<RoundRecord> records, params Experiment[] experiments) =>
        new(Samples.Manifest(experiments), records);
}
