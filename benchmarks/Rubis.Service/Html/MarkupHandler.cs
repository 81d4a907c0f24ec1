using System.Runtime.CompilerServices;

namespace Rubis.Service.Html;

/// <summary>Writes an interpolated string to a <see cref="HtmlWriter"/>: literals as markup, holes as text.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly HtmlWriter writer;

    public MarkupHandler(int literalLength, int formattedCount, HtmlWriter writer)
    {
        _ = literalLength;
        _ = formattedCount;
        this.writer = writer;
    }

    public void AppendLiteral(string markup) => writer.Markup(markup);

    public void AppendFormatted(string? text) => writer.Text(text ?? "");

    public void AppendFormatted(int number) => writer.Number(number);

    public void AppendFormatted(long number) => writer.Number(number);

    public void AppendFormatted(decimal amount) => writer.Money(amount);

    public void AppendFormatted(DateTime time) => writer.Time(time);

    public void AppendFormatted(UrlText value) => writer.Markup(Uri.EscapeDataString(value.Value));
}
