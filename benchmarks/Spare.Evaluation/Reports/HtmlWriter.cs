using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Spare.Evaluation.Reports;

/// <summary>A report as one HTML page; its pictures are files beside it.</summary>
internal static partial class HtmlWriter
{
    private const string Style = """
        body { font: 15px/1.5 sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #222; }
        table { border-collapse: collapse; margin: 1em 0; } td, th { border: 1px solid #bbb; padding: .25em .6em; text-align: left; }
        th { background: #eee; } strong { color: #b00020; } img { max-width: 100%; }
        """;

    public static string Write(Document document)
    {
        var text = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{Escaped(document.Title)}</title><style>
            {Style}
            </style></head><body>
            <h1>{Escaped(document.Title)}</h1>

            """);
        foreach (var block in document.Blocks)
        {
            text.Append(Form(block)).Append('\n');
        }

        return text.Append("</body></html>\n").ToString();
    }

    private static string Form(Block block) => block switch
    {
        Block.Heading heading => $"<h2>{Escaped(heading.Text)}</h2>",
        Block.Paragraph paragraph => $"<p>{Escaped(paragraph.Text)}</p>",
        Block.Picture picture => $"<p><img src=\"{Quoted(picture.File)}\" alt=\"{Quoted(picture.Text)}\"></p>",
        Block.Table table => $"<table>{Row("th", table.Head)}{string.Concat(table.Rows.Select(row => Row("td", row)))}</table>",
        _ => throw new InvalidOperationException($"{block}"),
    };

    private static string Row(string kind, IEnumerable<string> cells) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{kind}>{Escaped(cell)}</{kind}>"))}</tr>\n";

    private static string Quoted(string text) => WebUtility.HtmlEncode(text);

    private static string Escaped(string text) => Strong().Replace(WebUtility.HtmlEncode(text), "<strong>$1</strong>");

    [GeneratedRegex(@"\*\*(.+?)\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Strong();
}
