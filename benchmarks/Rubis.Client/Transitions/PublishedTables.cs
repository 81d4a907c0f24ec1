namespace Rubis.Client.Transitions;

/// <summary>The tables that come with the program, by the names that the command line knows.</summary>
internal static class PublishedTables
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["default"] = "default_transitions.txt",
        ["browse-only"] = "browse_only_transitions.txt",
        ["7"] = "default_transitions_7.txt",
        ["browse-only-7"] = "transitions.txt",
    };

    public static IEnumerable<string> Names => Files.Keys;

    public static TransitionTable Named(string name) =>
        TransitionTable.TryParse(PublishedText.All(Files[name]), out var table, out var problem)
            ? table
            : throw new InvalidOperationException($"The published table {name} cannot be read: {problem}.");

    /// <summary>A published table, or one from a file in the same layout.</summary>
    public static bool TryFind(string nameOrFile, out TransitionTable? table, out string problem)
    {
        table = null;
        if (Files.ContainsKey(nameOrFile))
        {
            table = Named(nameOrFile);
            problem = "";
            return true;
        }

        if (!File.Exists(nameOrFile))
        {
            problem = $"\"{nameOrFile}\" is neither a published table ({string.Join(", ", Names)}) nor a file.";
            return false;
        }

        var parsed = TransitionTable.TryParse(File.ReadAllText(nameOrFile), out table, out var reason);
        problem = parsed ? "" : $"{nameOrFile} is not a transition table: {reason}.";
        return parsed;
    }
}
