using System.Globalization;

namespace Spare.GuestBenchmarks;

/// <summary>One measured value beside its aim.</summary>
internal sealed record GuestFigure(string Name, double Value, string Unit, string Aim)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name,-62} {Value,10:0.###} {Unit,-4} {Aim}");

    /// <summary>The value that so large a share of all is not above.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
