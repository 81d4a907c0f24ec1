using System.Globalization;

namespace Spare.Protocol.WriteSets;

/// <summary>Where a database sequence stands after a write, as <c>setval</c> takes it.</summary>
/// <param name="Called">False: the next value is <paramref name="Last"/> itself.</param>
public readonly record struct SequenceValue(TableName Name, long Last, bool Called)
{
    private const string NotCalled = ", not called";

    /// <summary>Reads what <see cref="ToString"/> writes of that sequence.</summary>
    public static bool TryParse(string text, TableName name, out SequenceValue value)
    {
        var begin = Begin(name);
        value = default;
        if (!text.StartsWith(begin, StringComparison.Ordinal))
        {
            return false;
        }

        var called = !text.EndsWith(NotCalled, StringComparison.Ordinal);
        var digits = text.AsSpan(begin.Length, text.Length - begin.Length - (called ? 0 : NotCalled.Length));
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var last))
        {
            return false;
        }

        value = new SequenceValue(name, last, called);
        return true;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Begin(Name)}{Last}{(Called ? string.Empty : NotCalled)}");

    private static string Begin(TableName name) => $"sequence {name} at ";
}
