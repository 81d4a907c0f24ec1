using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rubis.Service.Html;

/// <summary>
/// Collects markup as UTF-8. In an interpolated string the literal parts are markup and every hole is text and gets
/// encoded, so that a page cannot forget to.
/// </summary>
internal sealed class HtmlWriter
{
    private const int InitialSize = 8 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(InitialSize);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

#pragma warning disable CA1822 // It is an instance method because the handler is made for this object.
    public void Write([InterpolatedStringHandlerArgument("")] ref MarkupHandler markup)
    {
        // The handler has written everything to this object before the call.
        _ = markup;
    }
#pragma warning restore CA1822

    public void Markup(string markup) => Encoding.UTF8.GetBytes(markup, buffer);

    public void Text(string text)
    {
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny("&<>\"'"); at >= 0; at = rest.IndexOfAny("&<>\"'"))
        {
            Encoding.UTF8.GetBytes(rest[..at], buffer);
            Markup(EntityFor(rest[at]));
            rest = rest[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, buffer);
    }

    public void Number(long number)
    {
        const int longest = 20;
        _ = number.TryFormat(buffer.GetSpan(longest), out var length, provider: CultureInfo.InvariantCulture);
        buffer.Advance(length);
    }

    /// <summary>An amount of money, always with two decimals.</summary>
    public void Money(decimal amount) => Markup(amount.ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>A UTC time to the second.</summary>
    public void Time(DateTime time) => Markup(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    private static string EntityFor(char character) => character switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => "&#39;",
    };
}
