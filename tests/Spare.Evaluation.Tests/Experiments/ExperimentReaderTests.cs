using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Tests.Experiments;

public sealed class ExperimentReaderTests
{
    private const string Load = """
        experiment: load
        settings: [direct, spare, appbft]
        database: tiny
        clients: [300, 900]
        think-time: tpcw
        write-share: [0, 15]
        faults: 2
        rounds: 5
        warm-up: 30s
        duration: 6min
        """;

    [Fact]
    public void Reads_every_parameter_of_a_load()
    {
        var read = ExperimentReader.Read(Load, "some/figure-4.yaml");

        Assert.True(read.TryGet(out var experiment), read.Report());
        Assert.Equal("figure-4", experiment.Name);
        Assert.Equal([Setting.Direct, Setting.Spare, Setting.AppBft], experiment.Settings.ToArray());
        Assert.Equal((DatabaseSize.Tiny, true, 2, 5), (experiment.Database, experiment.Thinks, experiment.Faults, experiment.Rounds));
        Assert.Equal([300, 900], experiment.Clients.ToArray());
        Assert.Equal([0, 15], experiment.WriteShares.ToArray());
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(6)), (experiment.WarmUp, experiment.Duration));
    }

    [Fact]
    public void Every_mistake_is_reported_with_its_line()
    {
        var wrong = Load.Replace("tiny", "huge", StringComparison.Ordinal)
            .Replace("rounds: 5", "rounds: none", StringComparison.Ordinal);

        var read = ExperimentReader.Read($"{wrong}\nrate: 5\n", "x.yaml");

        Assert.False(read.TryGet(out _));
        Assert.Equal([3, 8, 11], read.Mistakes.Select(mistake => mistake.Position.Line));
    }

    [Fact]
    public void Faults_are_masked_after_a_warm_up()
    {
        var read = ExperimentReader.Read("experiment: masking\nsettings: [spare]\nrepetitions: 4\nwarm-up: 9s\nrounds: 1\n", "x.yaml");

        Assert.True(read.TryGet(out var experiment), read.Report());
        Assert.Equal((4, TimeSpan.FromSeconds(9)), (experiment.Repetitions, experiment.WarmUp));
    }

    [Theory]
    [InlineData("settings: [spare, spare]", "twice")]
    [InlineData("settings: [spare, direct]", "direct")]
    public void Settings_that_mean_nothing_are_mistakes(string settings, string word)
    {
        var read = ExperimentReader.Read($"experiment: fault\n{settings}\nrate: 100\nrounds: 1\nduration: 4s\n", "x.yaml");

        Assert.Contains(word, read.Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clients: [30, 30]", "'clients' has a number twice")]
    [InlineData("clients: [30]\nwrite-share: [5, 9, 5]", "'write-share' has a number twice")]
    public void Numbers_whose_records_would_be_called_the_same_are_mistakes(string numbers, string message)
    {
        var read = ExperimentReader.Read(
            "experiment: load\nsettings: [spare]\ndatabase: tiny\nthink-time: none\nrounds: 1\nduration: 4s\n" + numbers + "\n", "x.yaml");

        Assert.Contains(message, read.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_up_lasts_an_hour_at_most()
    {
        var read = ExperimentReader.Read(Load.Replace("warm-up: 30s", "warm-up: 2h", StringComparison.Ordinal), "x.yaml");

        Assert.Contains("'warm-up' must be a duration from 0s to 1h, such as", read.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_experiments_that_come_with_it_are_right()
    {
        var directory = Path.Combine(Repository.Root, "benchmarks", "experiments");
        var files = Directory.GetFiles(directory, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "prices.yaml").ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var read = ExperimentReader.Load(file);
            Assert.True(read.TryGet(out _), read.Report());
        });
    }

    [Fact]
    public void Experiments_differ_when_one_parameter_does()
    {
        Assert.True(ExperimentReader.Read(Load, "x.yaml").TryGet(out var first));
        Assert.True(ExperimentReader.Read(Load, "x.yaml").TryGet(out var same));
        Assert.True(ExperimentReader.Read(Load.Replace("900", "600", StringComparison.Ordinal), "x.yaml").TryGet(out var other));

        Assert.Equal(first.InOneLine(), same.InOneLine());
        Assert.NotEqual(first.InOneLine(), other.InOneLine());
    }
}
