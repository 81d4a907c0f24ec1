namespace Rubis.Client.Transitions;

/// <summary>Text files that are part of the program.</summary>
internal static class PublishedText
{
    public static string[] Lines(string name) => All(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string All(string name)
    {
        using var stream = typeof(PublishedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
