using System.Text;

namespace Spare.Protocol.Evidence;

/// <summary>One field in which an answer differs from another. Texts are cut, and cleaned of what is not printable ASCII.</summary>
/// <param name="Part">Which field: <c>status</c>, <c>header date</c>, <c>body from byte 17</c>, a row and column.</param>
/// <param name="Expected">As it was agreed; or as another replica gave it, when nothing was agreed.</param>
public readonly record struct Difference(string Part, string Expected, string Given)
{
    /// <summary>Characters of a text that are shown.</summary>
    private const int TextMaximum = 200;

    internal static Difference Of(string part, string? expected, string? given) =>
        new(Clean(part), Clean(expected ?? "nothing"), Clean(given ?? "nothing"));

    internal static string Show(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, TextMaximum)))
        {
            _ = character is >= ' ' and <= '~' ? clean.Append(character) : clean.Append($"\\x{(int)character:x2}");
        }

        return text.Length > TextMaximum ? clean.Append("...").ToString() : clean.ToString();
    }
}
