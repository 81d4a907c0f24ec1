using System.Globalization;

namespace Spare.Evaluation.Reports;

/// <summary>Numbers as reports show them.</summary>
internal static class Text
{
    public const string Nothing = "-";

    private const double BytesPerMegabyte = 1_000_000;

    /// <summary>Three digits that mean something, or all digits of a whole number.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return Nothing;
        }

        var digits = value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    public static string Megabytes(double bytes) => Number(bytes / BytesPerMegabyte);

    /// <summary>As "+6 %", of what it is compared with.</summary>
    public static string Difference(double ratio) =>
        double.IsFinite(ratio) ? ((ratio - 1) * 100).ToString("+0;−0;0", CultureInfo.InvariantCulture) + " %" : Nothing;
}
