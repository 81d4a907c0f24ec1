namespace Spare.Lab;

/// <summary>The last lines of a log, indented, for messages: most logs of a lab are gone with it.</summary>
internal static class LogEnd
{
    public const int LinesMaximum = 15;

    /// <summary>Characters of a line that are shown.</summary>
    public const int LineMaximum = 500;

    public static string Of(string log, int lines = LinesMaximum) => string.Join(
        '\n',
        (File.Exists(log) ? File.ReadLines(log) : [])
            .Where(line => line.Length > 0)
            .TakeLast(lines)
            .Select(line => line.Length > LineMaximum ? $"{line[..LineMaximum]}…" : line)
            .DefaultIfEmpty("(nothing)")
            .Select(line => $"    {line}"));
}
