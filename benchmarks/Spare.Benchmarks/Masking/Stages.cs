using System.Globalization;
using Spare.Benchmarks.Measuring;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Benchmarks.Masking;

/// <summary>What the hosts told their operators while something was masked, each kind when it came first.</summary>
internal sealed record Stages(IReadOnlyList<(OperatorEventKind Kind, double Milliseconds)> Times)
{
    /// <param name="from">When it began.</param>
    public static Stages Of(IEnumerable<OperatorEvent> events, Instant from) => new(
    [
        .. events.Where(happened => happened.Time >= from).DistinctBy(happened => happened.Kind)
            .Select(happened => (happened.Kind, (happened.Time - from).TotalMilliseconds)),
    ]);

    /// <summary>All times of each kind.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Raw(IEnumerable<Stages> all) =>
        SamplesOf(all).ToDictionary(sample => $"{sample.Kind}", sample => sample.Sample.Values);

    /// <summary>The medians, in the order of time.</summary>
    public static string Medians(IEnumerable<Stages> all) => string.Join(
        ", ",
        SamplesOf(all).OrderBy(stage => stage.Sample.Median).Select(stage => string.Create(
            CultureInfo.InvariantCulture, $"{stage.Kind} {stage.Sample.Median:F0}")));

    /// <summary>From one to the other, in milliseconds.</summary>
    /// <exception cref="BenchmarkException">The hosts did not tell of one of them.</exception>
    public double Between(OperatorEventKind first, OperatorEventKind second) => TimeOf(second) - TimeOf(first);

    public override string ToString() => string.Join(
        "  ", Times.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Kind} {stage.Milliseconds:F1}")));

    private double TimeOf(OperatorEventKind kind)
    {
        var told = Times.Where(stage => stage.Kind == kind).ToList();
        return told.Count > 0 ? told[0].Milliseconds : throw new BenchmarkException($"no host told its operators of {kind}.");
    }

    private static IEnumerable<(OperatorEventKind Kind, Sample Sample)> SamplesOf(IEnumerable<Stages> all) =>
        all.SelectMany(stages => stages.Times).GroupBy(stage => stage.Kind)
            .Select(kind => (kind.Key, new Sample([.. kind.Select(stage => stage.Milliseconds)])));
}
