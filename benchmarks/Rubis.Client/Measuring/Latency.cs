namespace Rubis.Client.Measuring;

/// <summary>What a histogram of latencies says, in milliseconds.</summary>
internal sealed record Latency
{
    public required double Minimum { get; init; }
    public required double Mean { get; init; }
    public required double P50 { get; init; }
    public required double P90 { get; init; }
    public required double P99 { get; init; }
    public required double P999 { get; init; }
    public required double Maximum { get; init; }

    public static Latency Of(Histogram microseconds) => new()
    {
        Minimum = microseconds.Count == 0 ? 0 : Milliseconds(microseconds.Minimum),
        Mean = Milliseconds(microseconds.Mean),
        P50 = Milliseconds(microseconds.Percentile(50)),
        P90 = Milliseconds(microseconds.Percentile(90)),
        P99 = Milliseconds(microseconds.Percentile(99)),
        P999 = Milliseconds(microseconds.Percentile(99.9)),
        Maximum = Milliseconds(microseconds.Maximum),
    };

    private static double Milliseconds(double microseconds) => Math.Round(microseconds / 1000, 3);
}
