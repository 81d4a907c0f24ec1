namespace Spare.Evaluation.Reports;

/// <summary>A measure beside what it is to reach.</summary>
/// <param name="Values">One of each round, or of each pair of rounds that are compared; none: not measured.</param>
internal sealed record Aim(string Measure, Bound Bound, IReadOnlyList<double> Values)
{
    /// <summary>What arithmetic does not let it pass.</summary>
    public double? Floor { get; init; }

    /// <summary>The percentile of all values that counts; null: the median does.</summary>
    public double? Part { get; init; }

    /// <summary>What it was made from.</summary>
    public string Detail { get; init; } = "";

    public double Value => Part is { } part ? Values.Percentile(part) : Values.Median();

    public string Verdict => Values.Count == 0 ? "not measured" : Bound.IsReachedBy(Value) ? "reached" : "**MISSED**";

    public string[] Row() =>
    [
        Measure,
        Values.Count == 0 ? Text.Nothing : Text.Number(Value),
        Values.Count == 0 ? Text.Nothing : Text.Number(Bound.WorstOf(Values)),
        Floor is { } floor ? Text.Number(floor) : "",
        Bound.ToString(),
        Verdict,
        Detail,
    ];
}
