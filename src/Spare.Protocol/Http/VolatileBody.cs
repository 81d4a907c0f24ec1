using System.Text;
using System.Text.RegularExpressions;

namespace Spare.Protocol.Http;

/// <summary>
/// A pattern that finds volatile text in a reply body: of each match group 1, or the whole where there is no group.
/// Patterns run in time linear to the body, so that no body can hold a manager up.
/// </summary>
public sealed class VolatileBody
{
    public const int PatternMaximum = 1024;

    private readonly string pattern;
    private readonly VolatileValue value;
    private readonly Regex? regex;
    private readonly string? patternMistake;

    public VolatileBody(string pattern, VolatileValue value)
    {
        (this.pattern, this.value) = (pattern, value);
        patternMistake = pattern.Length > PatternMaximum ? $"is longer than {PatternMaximum} characters" : null;
        if (patternMistake is null)
        {
            (regex, patternMistake) = Compile(pattern);
        }
    }

    /// <summary>One sentence, or null.</summary>
    public string? FindMistake() =>
        (patternMistake ?? value.FindMistake()) is { } mistake ? $"The body pattern '{pattern}' {mistake}." : null;

    internal bool TryOverwrite(string body, Instant agreedTime, int maximum, out string overwritten)
    {
        Invariant.Holds(regex is not null);
        overwritten = body;
        var match = regex.Match(body);
        if (!match.Success)
        {
            return true;
        }

        var text = value.At(agreedTime);
        var result = new StringBuilder(body.Length);
        var copied = 0;
        for (; match.Success && result.Length <= maximum; match = match.NextMatch())
        {
            var part = match.Groups.Count > 1 ? match.Groups[1] : match;
            if (part.Success && part.Length > 0)
            {
                result.Append(body, copied, part.Index - copied).Append(text);
                copied = part.Index + part.Length;
            }
        }

        overwritten = result.Append(body, copied, body.Length - copied).ToString();
        return overwritten.Length <= maximum;
    }

    private static (Regex?, string?) Compile(string pattern)
    {
        try
        {
            // Bodies are matched with one character per byte; a pattern's UTF-8 is spelt out in the same way.
            var bytewise = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(pattern));
            var regex = new Regex(bytewise, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return (regex, regex.IsMatch(string.Empty) ? "matches the empty text" : null);
        }
        catch (ArgumentException mistake)
        {
            return (null, $"is no regular expression: {mistake.Message}");
        }
        catch (NotSupportedException)
        {
            return (null, "uses look-around, back-references or atomic groups, or is too large");
        }
    }
}
