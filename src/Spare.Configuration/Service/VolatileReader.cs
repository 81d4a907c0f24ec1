using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Service;

/// <summary>Reads which fields of a reply may differ. Patterns are compiled once here, so that a wrong one is found at load.</summary>
internal static partial class VolatileReader
{
    public const int HeaderMaximum = 64;
    public const int BodyMaximum = 32;
    public const int PatternMaximum = 1000;

    /// <summary>Their meaning belongs to the connection or to the vote; a rule about them would break the reply.</summary>
    private static readonly ImmutableArray<string> FramingHeaders =
        ["connection", "content-length", "transfer-encoding", "trailer", "upgrade", "keep-alive", "te"];

    private static readonly ScalarType<HeaderRule> Rule = Scalars.ChoiceOr<HeaderRule>(
        "{fixed: text}", ("agreed-time", new HeaderRule.AgreedTime()), ("remove", new HeaderRule.Remove()));

    private static readonly ScalarType<string> FixedText = Scalars.Matching(
        HeaderTextPattern(), "printable ASCII of at most 1000 characters");

    private static readonly ScalarType<string> Pattern = new(string.Empty, (string text, out string value) =>
    {
        value = text;
        return Scalars.Text(PatternMaximum).Parse(text, out _) ?? RefusalOf(text);
    });

    public static VolatileFieldRules Read(Section root)
    {
        var section = root.OptionalSection("volatile");
        return new VolatileFieldRules(Headers(section), Bodies(section));
    }

    private static ImmutableSortedDictionary<string, HeaderRule> Headers(Section parent)
    {
        var headers = ImmutableSortedDictionary.CreateBuilder<string, HeaderRule>(StringComparer.Ordinal);
        var section = parent.OptionalSection("headers");
        foreach (var (name, position, value) in section.Entries)
        {
            var rule = value is Node.Mapping
                ? new HeaderRule.Fixed(section.RequiredSection(name).Required("fixed", FixedText))
                : section.Scalar(value, $"'{name}'", Rule);
            section.Take(name);
            if (RefusalOfHeader(name, headers) is { } wrong)
            {
                section.Mistake(position, wrong);
            }

            headers[name.ToLowerInvariant()] = rule;
        }

        return headers.ToImmutable();
    }

    private static string? RefusalOfHeader(string name, ImmutableSortedDictionary<string, HeaderRule>.Builder headers) =>
        !HeaderPattern().IsMatch(name) ? $"'{name}' cannot be the name of a header"
        : FramingHeaders.Contains(name.ToLowerInvariant()) ? $"'{name}' frames the reply and cannot be volatile"
        : headers.ContainsKey(name.ToLowerInvariant()) ? $"header '{name}' again"
        : headers.Count == HeaderMaximum ? $"more than {HeaderMaximum} volatile headers"
        : null;

    private static ImmutableArray<BodyRule> Bodies(Section section)
    {
        var rules = ImmutableArray.CreateBuilder<BodyRule>();
        foreach (var item in section.Items("bodies", BodyMaximum))
        {
            var rule = section.Child(item, $"body rule {rules.Count + 1}");
            rules.Add(new BodyRule(
                rule.Required("pattern", Pattern),
                rule.Take("replacement") is Node.Scalar { Text.Length: 0 } ? "" : rule.Optional("replacement", Scalars.Text(1000), "")));
        }

        return rules.ToImmutable();
    }

    private static string? RefusalOf(string pattern)
    {
        try
        {
            var expression = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return expression.IsMatch(string.Empty) ? "matches the empty text, that is everywhere" : null;
        }
        catch (NotSupportedException)
        {
            return "needs backtracking (look-around, back-references, atomic groups), which is not supported";
        }
        catch (ArgumentException error)
        {
            return $"is not a regular expression: {error.Message.TrimEnd('.')}";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderPattern();

    [GeneratedRegex(@"^[ -~]{0,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderTextPattern();
}
