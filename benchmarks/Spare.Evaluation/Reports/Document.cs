using System.Collections.Immutable;

namespace Spare.Evaluation.Reports;

/// <summary>A report as a list of blocks, so that every form of it says the same.</summary>
internal sealed class Document(string title)
{
    private readonly List<Block> blocks = [];

    public string Title => title;

    public IReadOnlyList<Block> Blocks => blocks;

    public void Heading(string text) => blocks.Add(new Block.Heading(text));

    public void Paragraph(string text) => blocks.Add(new Block.Paragraph(text));

    public void Table(ImmutableArray<string> head, IEnumerable<string[]> rows) =>
        blocks.Add(new Block.Table(head, [.. rows]));

    public void Picture(string file, string text) => blocks.Add(new Block.Picture(file, text));
}

/// <summary>A piece of a report. In its text, two asterisks stand before and after what is to be seen.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    internal sealed record Heading(string Text) : Block;

    internal sealed record Paragraph(string Text) : Block;

    internal sealed record Table(ImmutableArray<string> Head, ImmutableArray<string[]> Rows) : Block;

    /// <param name="File">Path of the SVG file, relative to the report.</param>
    internal sealed record Picture(string File, string Text) : Block;
}
