using System.Collections.Immutable;
using Spare.Configuration.Reading;
using Spare.Protocol.Http;

namespace Spare.Configuration.Service.Sections;

/// <summary>Reads which fields of a reply may differ. Patterns are compiled here, so that a wrong one is found at load.</summary>
internal static class VolatileReader
{
    private static readonly ScalarType<VolatileValue> Value = Scalars.ChoiceOr<VolatileValue>(
        "{fixed: text} or {agreed-time: format}",
        ("agreed-time", new VolatileValue.AgreedTime()), ("remove", new VolatileValue.Removed()));

    public static VolatileSection Read(Section root)
    {
        var section = root.OptionalSection("volatile");
        var headers = Headers(section);
        var bodies = Bodies(section);
        if (headers.Length + bodies.Length > VolatileFields.RulesMaximum)
        {
            section.Mistake(section.Position, $"more than {VolatileFields.RulesMaximum} volatile fields");
        }

        // Every mistake was reported above, at its line; a file with one gets no value.
        var known = VolatileFields.TryCreate(headers, [.. bodies.Select(body => body.Rule)], out var fields, out _);
        return new VolatileSection(
            known ? fields! : VolatileFields.None,
            [.. headers.Select(header => $"{header.Name.ToLowerInvariant()}: {header.Value}"), .. bodies.Select(body => body.Text)]);
    }

    private static ImmutableArray<VolatileHeader> Headers(Section parent)
    {
        var headers = new SortedDictionary<string, VolatileHeader>(StringComparer.OrdinalIgnoreCase);
        var section = parent.OptionalSection("headers");
        foreach (var (name, position, _) in section.Entries)
        {
            var header = new VolatileHeader(name, ValueOf(section, name));
            if (header.FindMistake() is { } wrong)
            {
                section.Mistake(position, wrong.TrimEnd('.'));
            }

            if (!headers.TryAdd(name, header))
            {
                section.Mistake(position, $"the header '{name}' again; capitals make no difference");
            }
        }

        return [.. headers.Values];
    }

    private static ImmutableArray<(VolatileBody Rule, string Text)> Bodies(Section section)
    {
        var rules = ImmutableArray.CreateBuilder<(VolatileBody, string)>();
        foreach (var item in section.Items("bodies", VolatileFields.RulesMaximum))
        {
            var child = section.Child(item, $"body rule {rules.Count + 1}");
            var pattern = child.Required("pattern", Scalars.Text());
            var value = child.Has("becomes") ? ValueOf(child, "becomes") : new VolatileValue.Removed();
            var rule = new VolatileBody(pattern, value);
            if (pattern.Length > 0 && rule.FindMistake() is { } wrong)
            {
                child.Mistake(child.PositionOf("pattern"), wrong.TrimEnd('.'));
            }

            rules.Add((rule, $"{pattern}\0{value}"));
        }

        return rules.ToImmutable();
    }

    private static VolatileValue ValueOf(Section section, string key)
    {
        if (section.Take(key) is not Node.Mapping)
        {
            return section.Required(key, Value);
        }

        var form = section.RequiredSection(key);
        return form.Has("agreed-time")
            ? new VolatileValue.AgreedTime(form.Required("agreed-time", Scalars.Text(100)))
            : new VolatileValue.Text(form.Required("fixed", Scalars.Text(VolatileValue.TextMaximum)));
    }
}
