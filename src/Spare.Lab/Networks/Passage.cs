using System.Text;

namespace Spare.Lab.Networks;

/// <summary>
/// Lets unprivileged programs reach directories that lie below a directory of somebody else, such as a clone below
/// <c>/root</c>: in a mount namespace of its own that directory is covered by an empty one that everybody may pass,
/// and what is wanted is bound into it at its own place. Paths stay what they are; nothing on the disk changes.
/// </summary>
internal static class Passage
{
    /// <summary>Shell commands, to be run as root in a new mount namespace; empty when everybody can pass already.</summary>
    public static string ScriptFor(IEnumerable<string> directories)
    {
        var script = new StringBuilder();
        var blocked = directories
            .Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
            .Where(Directory.Exists)
            .Distinct()
            .Select(path => (Path: path, Gate: FirstGate(path)))
            .Where(wanted => wanted.Gate is not null)
            .GroupBy(wanted => wanted.Gate, wanted => wanted.Path);
        foreach (var gate in blocked)
        {
            Open(script, gate.Key ?? "", [.. gate.SelectMany(Passable).Distinct()]);
        }

        return script.ToString();
    }

    /// <summary>The outermost directory on the way that others may not pass; null when there is none.</summary>
    private static string? FirstGate(string path)
    {
        var gate = Path.GetDirectoryName(path) is { } parent ? FirstGate(parent) : null;
        return gate ?? (IsOpen(path) ? null : path);
    }

    /// <summary>The path itself, or its entries where even its own mode forbids to pass.</summary>
    private static IEnumerable<string> Passable(string path) => IsOpen(path)
        ? [path]
        : Directory.EnumerateFileSystemEntries(path).SelectMany(entry => Directory.Exists(entry) ? Passable(entry) : [entry]);

    private static bool IsOpen(string directory) =>
        File.GetUnixFileMode(directory).HasFlag(UnixFileMode.OtherExecute);

    private static void Open(StringBuilder script, string gate, IReadOnlyList<string> wanted)
    {
        // What the covering mount will hide is held open first.
        for (var i = 0; i < wanted.Count; i++)
        {
            script.Append($"exec {{held{i}}}<{Quoted(wanted[i])}\n");
        }

        script.Append($"mount -t tmpfs -o mode=755,size=1m spare {Quoted(gate)}\n");
        for (var i = 0; i < wanted.Count; i++)
        {
            var place = Quoted(wanted[i]);
            script.Append(Directory.Exists(wanted[i])
                ? $"mkdir -p {place}\n"
                : $"mkdir -p {Quoted(Path.GetDirectoryName(wanted[i]) ?? "/")} && touch {place}\n");
            script.Append($"mount --no-canonicalize --bind \"/proc/self/fd/$held{i}\" {place}\nexec {{held{i}}}<&-\n");
        }
    }

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
