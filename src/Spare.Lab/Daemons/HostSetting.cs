using System.Globalization;
using System.Text.RegularExpressions;

namespace Spare.Lab.Daemons;

/// <summary>One key of all host files of a lab, as an operator sets it: <c>recovery-period: 5min</c>.</summary>
/// <param name="Section">The mapping that the key is in, written before it with a dot; empty: the file itself.</param>
/// <param name="Value">YAML, in one line.</param>
internal sealed partial record HostSetting(string Section, string Key, string Value)
{
    /// <summary>As it is written, in a section with the dot.</summary>
    public string Path => Section.Length == 0 ? Key : $"{Section}.{Key}";

    /// <summary>Null: it does not have the form of a key with a value.</summary>
    public static HostSetting? Parse(string text) =>
        Form().Match(text.Trim()) is { Success: true } match && !match.Groups["value"].Value.Any(EndsLine)
            ? new HostSetting(match.Groups["section"].Value, match.Groups["key"].Value, match.Groups["value"].Value)
            : null;

    /// <summary>Whether both say something about the same key.</summary>
    public bool Overlaps(HostSetting other) => Path == other.Path || Section == other.Path || other.Section == Path;

    private static bool EndsLine(char letter) => char.IsControl(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex(@"^((?<section>[\w-]+)\.)?(?<key>[\w.-]+):\s+(?<value>\S.*)\z", RegexOptions.Singleline)]
    private static partial Regex Form();
}
