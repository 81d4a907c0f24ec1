using System.Text.RegularExpressions;

namespace Rubis.Tests;

/// <summary>Checks that markup is what a browser expects: a doctype, tags that nest and close, quoted text.</summary>
internal static partial class Markup
{
    private static readonly HashSet<string> Void = ["meta", "link", "input", "img", "br"];

    /// <summary>Null when nothing is wrong.</summary>
    public static string? Problem(string html)
    {
        if (!html.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal) || !html.Contains("charset", StringComparison.Ordinal))
        {
            return "no doctype or charset";
        }

        var open = new Stack<string>();
        var end = "<!DOCTYPE html>".Length;
        while (end < html.Length)
        {
            var tag = Tag().Match(html, end);
            var text = tag.Success ? html[end..tag.Index] : html[end..];
            if (Stray().IsMatch(text))
            {
                return $"stray character in \"{text}\"";
            }

            if (!tag.Success)
            {
                break;
            }

            end = tag.Index + tag.Length;
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            if (tag.Groups["close"].Length > 0)
            {
                if (open.Count == 0 || open.Pop() != name)
                {
                    return $"</{name}> closes nothing";
                }
            }
            else if (!Void.Contains(name))
            {
                open.Push(name);
            }
        }

        return open.Count == 0 ? null : $"<{open.Peek()}> is not closed";
    }

    [GeneratedRegex("""<(?<close>/?)(?<name>[A-Za-z][A-Za-z0-9]*)(\s+[A-Za-z]+(=("[^"<>]*"|[^\s"'=<>`]+))?)*\s*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("[<>]|&(?!(amp|lt|gt|quot|#39);)")]
    private static partial Regex Stray();
}
