namespace Spare.Evaluation.Reports;

/// <summary>What reports say of several values of the same thing.</summary>
internal static class Statistics
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        var middle = ordered.Length / 2;
        return ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }

    /// <summary>The least value that so large a part of all does not exceed.</summary>
    public static double Percentile(this IEnumerable<double> values, double part)
    {
        double[] ordered = [.. values.Order()];
        return ordered[Math.Clamp((int)Math.Ceiling(part * ordered.Length) - 1, 0, ordered.Length - 1)];
    }
}
