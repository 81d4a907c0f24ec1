using System.Globalization;

namespace Rubis.Client.Emulation;

/// <summary>What a user sees on a page and acts on: links to items, users and further pages, form fields, pictures.</summary>
internal sealed record PageFacts
{
    /// <summary>Findings of one kind that are looked at; pages list 20 items.</summary>
    public const int MostFindings = 1000;

    public static PageFacts None { get; } = Read("");

    public required IReadOnlyList<int> ItemIds { get; init; }
    public required IReadOnlyList<int> UserIds { get; init; }
    public required IReadOnlyList<int> Pages { get; init; }
    public required int? Recipient { get; init; }
    public required int? MaxQty { get; init; }
    public required decimal? MinBid { get; init; }
    public required IReadOnlyList<string> Images { get; init; }
    public required bool SaysSorry { get; init; }
    public required bool SaysError { get; init; }

    public static PageFacts Read(string html) => new()
    {
        ItemIds = Numbers(html, "itemId="),
        UserIds = Numbers(html, "userId="),
        Pages = Numbers(html, "page="),
        Recipient = FirstNumber(html, "PutCommentAuth?to=") ?? FirstNumber(html, "name=to value="),
        MaxQty = FirstNumber(html, "name=maxQty value="),
        MinBid = FirstAmount(html, "name=minBid value="),
        Images = Quoted(html, "<IMG SRC=\""),
        SaysSorry = html.Contains("Sorry", StringComparison.Ordinal),
        SaysError = html.Contains("ERROR", StringComparison.Ordinal),
    };

    private static List<int> Numbers(string html, string mark)
    {
        var numbers = new List<int>();
        foreach (var rest in After(html, mark))
        {
            if (int.TryParse(Leading(rest, char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                numbers.Add(id);
            }
        }

        return numbers;
    }

    private static int? FirstNumber(string html, string mark) =>
        Numbers(html, mark) is [var first, ..] ? first : null;

    private static decimal? FirstAmount(string html, string mark)
    {
        var amount = After(html, mark).Select(rest => Leading(rest, c => char.IsAsciiDigit(c) || c == '.')).FirstOrDefault();
        var read = decimal.TryParse(
            amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return read ? value : null;
    }

    private static List<string> Quoted(string html, string mark)
    {
        var found = new List<string>();
        foreach (var start in Positions(html, mark))
        {
            var end = html.IndexOf('"', start);
            if (end > start)
            {
                found.Add(html[start..end]);
            }
        }

        return found;
    }

    private static IEnumerable<string> After(string html, string mark)
    {
        const int longestNumber = 30;
        return Positions(html, mark).Select(at => html.Substring(at, Math.Min(longestNumber, html.Length - at)));
    }

    private static IEnumerable<int> Positions(string html, string mark)
    {
        var at = html.IndexOf(mark, StringComparison.Ordinal);
        for (var found = 0; at >= 0 && found < MostFindings; found++)
        {
            yield return at + mark.Length;
            at = html.IndexOf(mark, at + mark.Length, StringComparison.Ordinal);
        }
    }

    private static string Leading(string text, Func<char, bool> wanted) => string.Concat(text.TakeWhile(wanted));
}
