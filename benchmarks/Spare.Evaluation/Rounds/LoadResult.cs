namespace Spare.Evaluation.Rounds;

/// <summary>What emulated clients saw after the warm-up; latencies are in milliseconds.</summary>
/// <param name="Errors">Requests that were not answered with a page.</param>
internal sealed record LoadResult(double Seconds, long Requests, long Errors, long Writes)
{
    public double P50 { get; init; }

    public double P90 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double Maximum { get; init; }

    public double PerSecond => Requests / Seconds;

    public double WriteShare => Requests == 0 ? 0 : (double)Writes / Requests;
}
