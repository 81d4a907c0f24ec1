using System.Text;

namespace Spare.Evaluation.Reports;

/// <summary>A report as Markdown.</summary>
internal static class MarkdownWriter
{
    public static string Write(Document document)
    {
        var text = new StringBuilder($"# {document.Title}\n");
        foreach (var block in document.Blocks)
        {
            text.Append('\n').Append(Form(block));
        }

        return text.ToString();
    }

    private static string Form(Block block) => block switch
    {
        Block.Heading heading => $"## {heading.Text}\n",
        Block.Paragraph paragraph => $"{paragraph.Text}\n",
        Block.Picture picture => $"![{picture.Text}]({picture.File})\n",
        Block.Table table => string.Concat(
            Row(table.Head), Row([.. table.Head.Select(_ => "---")]), string.Concat(table.Rows.Select(row => Row(row)))),
        _ => throw new InvalidOperationException($"{block}"),
    };

    private static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
}
