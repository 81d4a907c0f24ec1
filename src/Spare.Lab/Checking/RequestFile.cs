using Spare.Commands;

namespace Spare.Lab.Checking;

/// <summary>Recorded requests: one <c>METHOD TARGET [BODY]</c> per line; empty lines and those with # do not count.</summary>
internal static class RequestFile
{
    public static IReadOnlyList<CheckedRequest> Read(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path)
                .Select((text, index) => (Text: text, Number: index + 1))
                .Where(line => line.Text.Trim().Length > 0 && !line.Text.TrimStart().StartsWith('#'))
                .Select(line => (line.Number, Request: CheckedRequest.TryParse(line.Text)))
                .ToList();
            var mistakes = lines.Where(line => line.Request?.ToCanonical() is null)
                .Select(line => $"{path}:{line.Number}: not 'METHOD /target [body]', such as 'GET /list' or 'POST /book author=Ann'")
                .ToList();
            return mistakes.Count == 0
                ? [.. lines.Select(line => line.Request).OfType<CheckedRequest>()]
                : throw new WrongFileException(string.Join('\n', mistakes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongFileException($"{path}: cannot be read: {e.Message}");
        }
    }
}
