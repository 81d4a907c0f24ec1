using System.Text;

namespace Spare.Lab.Daemons;

/// <summary>A host file while it is put together: what is said later about a key stands instead of what was said before.</summary>
internal sealed class HostFileLines
{
    private readonly List<HostSetting> entries = [];

    public void Add(string key, string value) => Add(new HostSetting("", key, value));

    public void Add(string section, string key, string value) => Add(new HostSetting(section, key, value));

    public void Add(HostSetting entry)
    {
        entries.RemoveAll(entry.Overlaps);
        entries.Add(entry);
    }

    /// <summary>In the order in which keys and sections came.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in entries.GroupBy(entry => entry.Section.Length == 0 ? entry.Key : entry.Section))
        {
            var inside = part.First().Section.Length > 0;
            text.Append(inside ? $"{part.Key}:\n" : "");
            foreach (var entry in part)
            {
                text.Append(inside ? "  " : "").Append(entry.Key).Append(": ").Append(entry.Value).Append('\n');
            }
        }

        return text.ToString();
    }
}
