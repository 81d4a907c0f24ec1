using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Spare.Configuration.Reading;

/// <summary>The kinds of values that configuration files have: numbers, durations, sizes, words and texts with rules.</summary>
internal static class Scalars
{
    private static readonly (string Unit, long Factor)[] TimeUnits =
    [
        ("us", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond), ("min", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("h", TimeSpan.TicksPerHour),
    ];

    private static readonly (string Unit, long Factor)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1)];

    public static ScalarType<int> Integer(int minimum, int maximum) => new(minimum, (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= minimum && value <= maximum
            ? null
            : $"must be a whole number from {minimum} to {maximum}, not '{text}'");

    /// <summary>A number with one of the units us, ms, s, min, h.</summary>
    public static ScalarType<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) =>
        new(minimum, (string text, out TimeSpan value) =>
        {
            var known = TryMeasure(text, TimeUnits, out var ticks);
            value = TimeSpan.FromTicks(ticks);
            return known && value >= minimum && value <= maximum
                ? null
                : $"must be a duration from {Show(minimum)} to {Show(maximum)}, such as 500ms, 10s or 5min, not '{text}'";
        });

    /// <summary>A number of bytes with one of the units B, KiB, MiB, GiB.</summary>
    public static ScalarType<long> Size(long minimum, long maximum) => new(minimum, (string text, out long value) =>
        TryMeasure(text, SizeUnits, out value) && value >= minimum && value <= maximum
            ? null
            : $"must be a size from {ShowSize(minimum)} to {ShowSize(maximum)}, such as 512KiB or 1MiB, not '{text}'");

    /// <summary>Any text that can be handed to a program: not empty, no NUL, bounded.</summary>
    public static ScalarType<string> Text(int maximum = 4096) => new(string.Empty, (string text, out string value) =>
    {
        value = text;
        return text.Length == 0 ? "has no value"
            : text.Length > maximum ? $"is longer than {maximum} characters"
            : text.Contains('\0', StringComparison.Ordinal) ? "contains a NUL character"
            : null;
    });

    /// <summary>Text that matches an expression as a whole; the expectation finishes "must be ...".</summary>
    public static ScalarType<string> Matching(Regex expression, string expectation) =>
        new(string.Empty, (string text, out string value) =>
        {
            value = text;
            return expression.IsMatch(text) ? null : $"must be {expectation}, not '{text}'";
        });

    /// <summary>One of a few words.</summary>
    public static ScalarType<T> Choice<T>(params (string Word, T Value)[] choices) => ChoiceOr(null, choices);

    /// <summary>One of a few words; a mistake also names the other form that the value may have.</summary>
    public static ScalarType<T> ChoiceOr<T>(string? otherForm, params (string Word, T Value)[] choices) =>
        new(choices[0].Value, (string text, out T value) =>
        {
            foreach (var (word, meaning) in choices)
            {
                if (string.Equals(word, text, StringComparison.Ordinal))
                {
                    value = meaning;
                    return null;
                }
            }

            value = choices[0].Value;
            var forms = choices.Select(choice => choice.Word).Append(otherForm).OfType<string>();
            return $"must be {string.Join(" or ", forms)}, not '{text}'";
        });

    /// <summary>An IP address in its usual form; "10.1" and the like, which .NET accepts, are not.</summary>
    public static ScalarType<IPAddress> Address() => new(IPAddress.None, (string text, out IPAddress value) =>
    {
        var known = IPAddress.TryParse(text, out var parsed);
        value = parsed ?? IPAddress.None;
        return known && string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"must be an IP address such as 10.0.0.1, not '{text}'";
    });

    /// <summary>Reads another kind of value from this one's.</summary>
    public static ScalarType<TResult> Select<T, TResult>(this ScalarType<T> type, Func<T, TResult> selector) =>
        new(selector(type.Fallback), (string text, out TResult value) =>
        {
            var wrong = type.Parse(text, out var source);
            value = selector(wrong is null ? source : type.Fallback);
            return wrong;
        });

    /// <summary>A duration as it is written in a file.</summary>
    public static string Show(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var (unit, factor) = TimeUnits.OrderByDescending(unit => unit.Factor)
            .First(unit => value.Ticks % unit.Factor == 0 || unit.Factor == TimeSpan.TicksPerMicrosecond);
        return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / factor}{unit}");
    }

    private static string ShowSize(long value)
    {
        var (unit, factor) = SizeUnits.OrderByDescending(unit => unit.Factor).First(unit => value % unit.Factor == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor}{unit}");
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static bool TryMeasure(string text, (string Unit, long Factor)[] units, out long value)
    {
        value = 0;
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && TryNumber(text.AsSpan(..^unit.Length), out var number) && number < 100_000_000)
            {
                var product = number * factor;
                value = (long)product;
                return product == value && product >= 0;
            }
        }

        return false;
    }
}
