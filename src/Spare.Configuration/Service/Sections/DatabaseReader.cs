using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Service.Sections;

/// <summary>Reads the database section. Settings are a list of permitted ones: most others can make replicas differ.</summary>
internal static partial class DatabaseReader
{
    public const int CommandMaximum = 64;

    /// <summary>
    /// Sizes and planner costs, and defaults that every replica has alike. Not here: anything with a timeout, which
    /// would end statements on a slow replica only; and logging and durability, which the agent sets.
    /// </summary>
    private static readonly ImmutableSortedSet<string> PermittedSettings = ImmutableSortedSet.Create(
        StringComparer.Ordinal,
        "bytea_output", "check_function_bodies", "cpu_index_tuple_cost", "cpu_operator_cost", "cpu_tuple_cost",
        "datestyle", "default_statistics_target", "default_text_search_config", "effective_cache_size",
        "extra_float_digits", "hash_mem_multiplier", "intervalstyle", "jit", "maintenance_work_mem",
        "max_connections", "max_locks_per_transaction", "max_stack_depth", "quote_all_identifiers",
        "random_page_cost", "search_path", "seq_page_cost", "shared_buffers", "standard_conforming_strings",
        "temp_buffers", "timezone", "work_mem", "xmlbinary", "xmloption");

    private static readonly ScalarType<string> Name = Scalars.Matching(
        NamePattern(),
        "lower-case letters, digits and underscores, at most 63, and neither 'postgres', 'spare', 'template...' nor 'pg_...'");

    public static ServiceDatabase Read(Section root)
    {
        var section = root.RequiredSection("database");
        var name = section.Required("name", Name);
        return new ServiceDatabase(name, section.Optional("owner", Name, name), Setup(section), Settings(section));
    }

    private static ImmutableArray<ImmutableArray<string>> Setup(Section section)
    {
        var commands = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var template = CommandReader.Template(PlaceholderValues.OfSetup);
        foreach (var item in section.Items("setup", CommandMaximum))
        {
            if (item is Node.Sequence { Items: { IsEmpty: false, Length: <= CommandReader.ArgumentMaximum } arguments })
            {
                commands.Add([.. arguments.Select(argument => section.Scalar(argument, "an argument", template))]);
            }
            else
            {
                section.Mistake(
                    item.Position,
                    "a command must be a list of the program and its arguments, such as [psql, -f, \"${service.directory}/schema.sql\"]");
            }
        }

        return commands.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Settings(Section database)
    {
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var section = database.OptionalSection("settings");
        foreach (var (name, position, value) in section.Entries)
        {
            section.Take(name);
            settings[name] = section.Scalar(value, $"'{name}'", Scalars.Text(200));
            if (!PermittedSettings.Contains(name))
            {
                section.Mistake(
                    position, $"setting '{name}' is not permitted; {Suggestion.For(name, PermittedSettings)}");
            }
        }

        return settings.ToImmutable();
    }

    [GeneratedRegex(@"^(?!pg_|template|postgres\z|spare)[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
