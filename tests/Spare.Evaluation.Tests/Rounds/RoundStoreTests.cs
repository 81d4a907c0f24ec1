using Spare.Evaluation.Experiments;
using Spare.Evaluation.Footprints;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Rounds;

public sealed class RoundStoreTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-evaluation-");

    [Fact]
    public void What_is_written_is_read_again()
    {
        var store = new RoundStore(directory.FullName);
        var manifest = Samples.Manifest(Samples.Load, Samples.Masking);
        var (load, masked) = (Samples.Told(resumed: 12_000, paused: 800), Samples.Masked(12.5, 30));
        store.Begin(manifest);
        store.Add(load);
        store.Add(masked);

        Assert.True(store.Manifest()!.IsOf(manifest.Experiments));
        Assert.Equal(manifest.Plan.ToArray(), store.Manifest()!.Plan.ToArray());
        var records = store.Records(manifest);
        Assert.Equal(2, records.Length);
        var read = records.Single(record => record.Load is not null);
        Assert.Equal((load.Turn, load.Load), (read.Turn, read.Load));
        Assert.Equal(load.Footprint!.Hosts[0].Of(Part.Passive), read.Footprint!.Hosts[0].Of(Part.Passive));
        Assert.Equal(load.Times[0].Stages.ToArray(), read.Times[0].Stages.ToArray());
        Assert.Equal(masked.Masked[1].Stages.ToArray(), records.Single(record => !record.Masked.IsEmpty).Masked[1].Stages.ToArray());
    }

    [Fact]
    public void Rounds_that_are_there_are_known_and_half_written_ones_are_not()
    {
        var store = new RoundStore(directory.FullName);
        var (there, half) = (Samples.Round(Setting.Spare, 1, 100, 5), Samples.Round(Setting.Crash, 1, 100, 5).Turn);
        store.Add(there);
        File.WriteAllText(Path.Combine(directory.FullName, $"{half.FileName}.new"), "{");

        Assert.Equal([there.Turn], store.Records(Samples.Manifest(Samples.Load)).Select(record => record.Turn));
    }

    [Fact]
    public void A_record_that_is_no_record_is_named()
    {
        var store = new RoundStore(directory.FullName);
        File.WriteAllText(Path.Combine(directory.FullName, "run.json"), "{");

        Assert.Contains("run.json", Assert.Throws<ResultsException>(store.Manifest).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(directory.FullName, "run.json"), "{}");
        Assert.Contains("experiments", Assert.Throws<ResultsException>(store.Manifest).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"requests\": 1000", "\"requests\": -5", "-5 requests")]
    [InlineData("\"round\": 1", "\"round\": 7", "another round")]
    [InlineData("\"requests\": 1000,", "", "requests")]
    [InlineData(null, "null", "it is null")]
    [InlineData(null, "", "cannot be read")]
    public void A_record_that_cannot_be_true_is_named_with_what_to_do(string? was, string damaged, string said)
    {
        var store = new RoundStore(directory.FullName);
        var round = Samples.Round(Setting.Spare, 1, 100, 5);
        store.Add(round);
        var path = Path.Combine(directory.FullName, round.Turn.FileName);
        var text = File.ReadAllText(path);
        Assert.Contains(was ?? "", text, StringComparison.Ordinal);
        File.WriteAllText(path, was is null ? damaged : text.Replace(was, damaged, StringComparison.Ordinal));

        var refused = Assert.Throws<ResultsException>(() => store.Records(Samples.Manifest(Samples.Load)));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_do_not_measure_into_one_directory()
    {
        using (new RoundStore(directory.FullName).Take())
        {
            var second = new RoundStore(directory.FullName);
            Assert.Contains("another process", Assert.Throws<ResultsException>(second.Take).Message, StringComparison.Ordinal);
        }

        new RoundStore(directory.FullName).Take().Dispose();
        Assert.Empty(directory.EnumerateFileSystemInfos());
    }

    public void Dispose() => directory.Delete(recursive: true);
}
