namespace Spare.Protocol.Http;

/// <summary>The path of an origin-form target, as the client sent it.</summary>
public static class RequestPath
{
    private static readonly string[] Ambiguous = ["//", "/./", "/../", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C"];

    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>
    /// Whether every server reads the same path: no empty or dot segments, no encoded slashes or dots, which one
    /// server resolves and another does not.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> path)
    {
        foreach (var sequence in Ambiguous)
        {
            if (path.Contains(sequence, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !path.EndsWith("/.", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal);
    }
}
