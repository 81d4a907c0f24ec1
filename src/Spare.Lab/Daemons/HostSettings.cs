using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Lab.Daemons;

/// <summary>
/// What an operator sets in the host files of a lab. Each setting is tried by itself, with the reader that the daemon has:
/// so every mistake belongs to one of them.
/// </summary>
internal static class HostSettings
{
    private const string LabAlone = "";

    /// <summary>With the option of the lab that says it instead.</summary>
    private static readonly Dictionary<string, string> DecidedByLab = new(StringComparer.Ordinal)
    {
        ["host"] = LabAlone, ["hosts"] = LabAlone, ["group"] = LabAlone, ["peers"] = LabAlone, ["admin"] = LabAlone,
        ["tls"] = LabAlone, ["listen"] = "--port", ["faults"] = "--faults", ["mode"] = "--mode", ["service"] = "--service",
        ["journal.directory"] = LabAlone, ["hypervisor.driver"] = "--hypervisor", ["hypervisor.state-directory"] = LabAlone,
        ["hypervisor.image"] = LabAlone, ["hypervisor.images"] = LabAlone, ["hypervisor.agent"] = LabAlone,
        ["hypervisor.addresses"] = LabAlone, ["hypervisor.users"] = LabAlone, ["hypervisor.uri"] = LabAlone,
        ["hypervisor.acceleration"] = LabAlone,
    };

    /// <summary>Those of which the lab decides some keys.</summary>
    private static readonly string[] SharedSections = ["journal", "hypervisor"];

    /// <summary>All that were checked before.</summary>
    public static IEnumerable<HostSetting> Of(LabOptions options) =>
        options.Settings.Select(HostSetting.Parse).OfType<HostSetting>();

    /// <summary>The options, or everything that is wrong with their settings.</summary>
    public static Checked<LabOptions> Check(LabOptions options)
    {
        var mistakes = ImmutableArray.CreateBuilder<Mistake>();
        var before = new List<HostSetting>();
        foreach (var text in options.Settings)
        {
            mistakes.AddRange(
                WrongWith(text, before, options).Select(wrong => new Mistake($"--set '{text.Trim()}'", Position.File, wrong)));
            if (HostSetting.Parse(text) is { } setting)
            {
                before.Add(setting);
            }
        }

        return mistakes.Count > 0 ? new(mistakes.ToImmutable()) : new(options);
    }

    private static IEnumerable<string> WrongWith(string text, List<HostSetting> before, LabOptions options)
    {
        if (HostSetting.Parse(text) is not { } setting)
        {
            return ["must be a key of the host file and its value, in one line, such as 'recovery-period: 5min'"];
        }

        if (WhoDecides(setting) is { } decided)
        {
            return [decided];
        }

        return before.FirstOrDefault(setting.Overlaps) is { } twin
            ? [$"'{twin.Path}' is set already; say it once"]
            : HostFileText.Specimen(options with { Settings = [text] }).Mistakes.Select(mistake => mistake.Text);
    }

    private static string? WhoDecides(HostSetting setting)
    {
        var key = DecidedByLab.ContainsKey(setting.Path) ? setting.Path : setting.Section;
        if (DecidedByLab.TryGetValue(key, out var option))
        {
            return $"the lab decides '{key}' itself" + (option == LabAlone ? "" : $"; {option} says it");
        }

        return setting.Section.Length == 0 && SharedSections.Contains(setting.Key)
            ? $"the lab decides some keys of '{setting.Key}' itself; set another one by itself, as '{setting.Key}.KEY: VALUE'"
            : null;
    }
}
