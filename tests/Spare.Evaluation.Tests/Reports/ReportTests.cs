using Spare.Evaluation.Costs;
using Spare.Evaluation.Experiments;
using Spare.Evaluation.Reports;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Reports;

public sealed class ReportTests
{
    private static readonly RoundRecord[] Rounds =
    [
        Samples.Round(Setting.Crash, 1, 100, 10), Samples.Round(Setting.Crash, 2, 200, 20),
        Samples.Round(Setting.AppBft, 1, 100, 15), Samples.Round(Setting.AppBft, 2, 200, 30),
        Samples.Round(Setting.Spare, 1, 98, 9.8), Samples.Round(Setting.Spare, 2, 180, 18),
    ];

    [Fact]
    public void Ratios_are_between_the_settings_of_one_round()
    {
        var ratios = Results.Ratios(Rounds, Setting.Spare, Setting.Crash, Results.Rate);

        Assert.Equal([0.98, 0.9], ratios.Select(ratio => Math.Round(ratio, 6)));
        Assert.Empty(Results.Ratios(Rounds, Setting.Spare, Setting.Forward, Results.Rate));
        Assert.Empty(Results.Ratios(Rounds.Where(round => round.Turn.Round == 1 || round.Turn.Setting == Setting.Crash)
            .Where(round => round.Turn.Round == 2 || round.Turn.Setting == Setting.Spare), Setting.Spare, Setting.Crash, Results.Rate));
    }

    [Fact]
    public void An_aim_that_is_missed_is_marked_as_missed()
    {
        var text = Write(Rounds, Samples.Load);

        Assert.Contains("| Spare / Crash requests per second, clients that think | 0.940 | 0.900 |", text, StringComparison.Ordinal);
        Assert.Contains("| at least 0.970 | **MISSED** |", text, StringComparison.Ordinal);
        Assert.Contains("| Passive / active CPU | 0.0100 | 0.0100 |  | at most 0.0200 | reached |", text, StringComparison.Ordinal);
        Assert.Contains("| at least 0.880 | not measured |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stages_of_requests_and_updates_are_told_in_milliseconds()
    {
        var text = Write([Samples.Told(resumed: 12_000, paused: 800)], Samples.Load);

        Assert.Contains("| spare | reads | ordered | 1.50 | 3.00 | 4.00 |", text, StringComparison.Ordinal);
        Assert.Contains(
            "| Resuming a passive replica, groups of processes | 130 ms (Xen) | 12.0 ms at the median, 12.0 ms at most |", text,
            StringComparison.Ordinal);
        Assert.Contains("| Pausing it | 130 ms (Xen) | 0.800 ms at the median, 1.60 ms at most |", text, StringComparison.Ordinal);
        Assert.Contains("virtual machines | 130 ms (Xen) | not measured |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_are_told_host_by_host()
    {
        var told = Samples.Told(resumed: 12_000, paused: 800);
        var times = told.Times[0];

        var text = Write([told with { Times = [times, times with { Host = 2, Stages = times.Stages[..1] }] }], Samples.Load);

        Assert.Contains("| Setting | Of | Stage | Host 1, ms | Host 2, ms | p99 ms | Longest ms |", text, StringComparison.Ordinal);
        Assert.Contains("| spare | reads | ordered | 1.50 | 1.50 | 3.00 | 4.00 |", text, StringComparison.Ordinal);
        Assert.Contains("| spare | updates | resumed | 12.0 | - | 12.0 | 12.0 |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "clients that think")]
    [InlineData(false, "saturated")]
    public void The_ratio_of_processor_time_says_under_which_load(bool thinks, string load)
    {
        var aim = Aims.Of(RunOf(Rounds, Samples.Load with { Thinks = thinks }))
            .Single(aim => aim.Measure == "Spare / AppBFT CPU per request, f = 1");

        Assert.Equal(load, aim.Detail);
    }

    [Fact]
    public void The_floor_stands_beside_the_ratio()
    {
        var aim = Aims.Of(RunOf(Rounds, Samples.Load)).Single(aim => aim.Measure.EndsWith("f = 1", StringComparison.Ordinal)
            && aim.Measure.Contains("CPU", StringComparison.Ordinal));

        Assert.Equal(2.0 / 3, aim.Floor);
        Assert.Equal(1.01 * 2 / 3, aim.Value, 6);
        Assert.Equal("reached", aim.Verdict);
        Assert.Equal(0.6, Aims.ExecutionFloor(2), 6);
    }

    [Fact]
    public void Rounds_that_are_missing_are_named()
    {
        var text = Write(Rounds[..5], Samples.Load);

        Assert.Contains("Incomplete: 1 of 6 rounds not measured", text, StringComparison.Ordinal);
        Assert.Contains("load, round 2: spare, 300 clients", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Incomplete", Write(Rounds, Samples.Load), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_nothing_says_so()
    {
        var text = Write([], Samples.Load, Samples.Masking);

        Assert.Contains("Incomplete: 7 of 7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reached |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_masked_faults_the_99th_percentile_counts()
    {
        var times = Enumerable.Range(1, 100).Select(time => (double)time).ToArray();
        var text = Write([Samples.Masked(times)], Samples.Masking);

        Assert.Contains("99th percentile, ms | 99.0 | 100 |  | at most 60.0 | **MISSED** |", text, StringComparison.Ordinal);
        Assert.Contains("| help asked | more votes asked for | 25.2 | 49.5 | 50.0 | 100 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_reader_has_to_know_first_comes_first()
    {
        var manifest = Samples.Manifest(Samples.Load) with { Busy = true };
        var text = MarkdownWriter.Write(Document(new Results(manifest, Rounds)));

        Assert.Contains("busy with other things", text, StringComparison.Ordinal);
        Assert.Contains("short run", text, StringComparison.Ordinal);
        Assert.Contains("seed 42", text, StringComparison.Ordinal);
        Assert.Contains("abc1234", text, StringComparison.Ordinal);
        Assert.Contains("Some Processor", text, StringComparison.Ordinal);
        Assert.Contains("power not measured", text, StringComparison.Ordinal);
        Assert.DoesNotContain("busy", Write(Rounds, Samples.Load), StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_different_commits_is_told_apart()
    {
        var later = Samples.Provenance with { Commit = "def5678" };
        var text = Write([.. Rounds, Samples.Masked(10) with { Provenance = later }], Samples.Load, Samples.Masking);

        Assert.Contains("| Commit | abc1234 (load); def5678 (masking) |", text, StringComparison.Ordinal);
        Assert.Contains("| Machine | 4 × Some Processor, 8192 MB, Debian 1, Linux 1 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_forms_say_the_same()
    {
        var document = Document(RunOf(Rounds, Samples.Load));
        var (markdown, html) = (MarkdownWriter.Write(document), HtmlWriter.Write(document));

        Assert.Contains("<strong>MISSED</strong>", html, StringComparison.Ordinal);
        Assert.Equal(markdown.Split("MISSED").Length, html.Split("MISSED").Length);
        Assert.All(
            document.Blocks.OfType<Block.Heading>(),
            heading => Assert.Contains(System.Net.WebUtility.HtmlEncode(heading.Text), html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_is_made_from_the_records_that_are_there()
    {
        var directory = Directory.CreateTempSubdirectory("spare-evaluation-");
        try
        {
            var store = new RoundStore(directory.FullName);
            store.Begin(Samples.Manifest(Samples.Load, Samples.Masking));
            Array.ForEach([.. Rounds, Samples.Masked(10, 20)], store.Add);

            await Report.WriteAsync(directory.FullName, new Prices("USD", 8736, 0.2m, 100), CancellationToken.None);

            var text = await File.ReadAllTextAsync(Path.Combine(directory.FullName, "report.md"));
            var pictures = text.Split("](plots/").Skip(1).Select(part => Path.Combine(directory.FullName, "plots", part.Split(')')[0]));
            Assert.Contains(pictures, picture => picture.EndsWith("stages.svg", StringComparison.Ordinal));
            Assert.All(pictures, picture => Assert.True(new FileInfo(picture).Length > 0));
            Assert.All(pictures, picture => Assert.True(File.Exists(Path.ChangeExtension(picture, "png"))));
            Assert.True(File.Exists(Path.Combine(directory.FullName, "report.html")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Results RunOf(IReadOnlyList<RoundRecord> records, params Experiment[] experiments) =>
        new(Samples.Manifest(experiments), records);

    private static string Write(IReadOnlyList<RoundRecord> records, params Experiment[] experiments) =>
        MarkdownWriter.Write(Document(RunOf(records, experiments)));

    private static Document Document(Results results) => Report.Tables(results, new Prices("USD", 8736, 0.2m, 100), []);
}
