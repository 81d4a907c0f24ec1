using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Spare.Protocol.Http;

/// <summary>
/// Which paths belong to a route: one path, or all that begin with what stands before a final <c>*</c>. Compared
/// byte by byte with the path as the client sent it: no decoding, no case folding.
/// </summary>
public sealed record RoutePattern
{
    public const int LengthMaximum = 1024;

    private static readonly SearchValues<char> NotInPath = SearchValues.Create("?#\\*");

    private readonly string path;
    private readonly bool isPrefix;

    private RoutePattern(string path, bool isPrefix) => (this.path, this.isPrefix) = (path, isPrefix);

    /// <param name="mistake">What is wrong with the text, as the end of a sentence about it.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RoutePattern? pattern, [NotNullWhen(false)] out string? mistake)
    {
        var isPrefix = text.EndsWith('*');
        var path = isPrefix ? text[..^1] : text;
        mistake = MistakeIn(path);
        pattern = mistake is null ? new RoutePattern(path, isPrefix) : null;
        return pattern is not null;
    }

    public bool Matches(ReadOnlySpan<char> candidate) =>
        isPrefix ? candidate.StartsWith(path, StringComparison.Ordinal) : candidate.SequenceEqual(path);

    public override string ToString() => isPrefix ? path + "*" : path;

    private static string? MistakeIn(string path)
    {
        if (path.Length > LengthMaximum)
        {
            return $"is longer than {LengthMaximum} characters";
        }

        if (!path.StartsWith('/'))
        {
            return "does not begin with '/'";
        }

        if (path.AsSpan().ContainsAny(NotInPath))
        {
            return "contains '?', '#' or '\\', or a '*' that is not its last character";
        }

        if (path.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return "contains a space, a control character or a letter outside ASCII; write it percent-encoded";
        }

        return RequestPath.IsPlain(path) ? null : "has an empty, '.' or '..' segment, or an encoded slash or dot";
    }
}
