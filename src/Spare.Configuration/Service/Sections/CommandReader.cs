using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Service.Sections;

/// <summary>Reads commands with their placeholders, and the environment of the service.</summary>
internal sealed partial class CommandReader(Section root)
{
    public const int ArgumentMaximum = 256;
    public const int VariableMaximum = 256;

    /// <summary>Text with placeholders, of which only those of the list exist.</summary>
    public static ScalarType<string> Template(ImmutableArray<string> names) =>
        new(string.Empty, (string text, out string value) =>
            Scalars.Text().Parse(text, out value) ?? PlaceholderValues.NamesIn(text)
                .Where(name => !names.Contains(name))
                .Select(name => $"holds the unknown placeholder '${{{name}}}'; {Suggestion.For(name, names)}")
                .FirstOrDefault());

    public StartCommand Start()
    {
        var section = root.RequiredSection("start");
        var template = Template(PlaceholderValues.OfInstances);
        return new StartCommand(
            section.RequiredScalars("command", ArgumentMaximum, template),
            Environment(section, template),
            section.Optional("directory", template, "${service.directory}"));
    }

    private ImmutableSortedDictionary<string, string> Environment(Section start, ScalarType<string> template)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var section = start.OptionalSection("environment");
        foreach (var (name, position, value) in section.Entries)
        {
            section.Take(name);
            var text = value is Node.Scalar { Text.Length: 0 } ? "" : section.Scalar(value, $"'{name}'", template);
            if (Refusal(name) is { } wrong)
            {
                root.Mistake(position, wrong);
            }
            else if (variables.Count < VariableMaximum)
            {
                variables[name] = text;
            }
            else
            {
                root.Mistake(position, $"more than {VariableMaximum} variables");
                break;
            }
        }

        return variables.ToImmutable();
    }

    private static string? Refusal(string name) =>
        !VariablePattern().IsMatch(name) ? $"'{name}' cannot be the name of an environment variable"
        : name.StartsWith("PG", StringComparison.Ordinal) ? $"'{name}' is set by Spare, with all PG variables"
        : name is "LD_PRELOAD" || name.StartsWith("FAKETIME", StringComparison.Ordinal)
            ? $"'{name}' is set by Spare; for the agreed time write 'clock: agreed'"
        : null;

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.:-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
