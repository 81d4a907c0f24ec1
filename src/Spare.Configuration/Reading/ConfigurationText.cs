namespace Spare.Configuration.Reading;

/// <summary>The way of every configuration file from its path to a checked value.</summary>
internal static class ConfigurationText
{
    public static Checked<T> Load<T>(string path, Func<string, string, Checked<T>> read)
        where T : class
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > NodeComposer.TextMaximum * 4L }
                ? Refused<T>(path, $"is larger than {NodeComposer.TextMaximum} characters")
                : read(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refused<T>(path, Directory.Exists(path) ? "is a directory, not a file" : $"cannot be read: {error.Message}");
        }
    }

    /// <param name="text">The content.</param>
    /// <param name="fileName">For mistakes.</param>
    /// <param name="kind">What the file is, for mistakes about its top level.</param>
    /// <param name="build">Reads everything out of the root; what it leaves is unknown.</param>
    public static Checked<T> Read<T>(string text, string fileName, string kind, Func<Section, T> build)
        where T : class
    {
        var mistakes = new MistakeLog(fileName);
        if (new NodeComposer(mistakes).Compose(text) is { } node)
        {
            var root = new Section(node, kind, mistakes);
            var value = build(root);
            root.Finish();
            if (mistakes.IsEmpty)
            {
                return new Checked<T>(value);
            }
        }

        return new Checked<T>(mistakes.Sorted());
    }

    /// <summary>Absolute; relative paths in a file are taken from here.</summary>
    public static string DirectoryOf(string fileName) =>
        Path.GetDirectoryName(Path.GetFullPath(fileName)) ?? "/";

    private static Checked<T> Refused<T>(string path, string text)
        where T : class => new([new Mistake(path, Position.File, text)]);
}
