using System.Buffers.Text;
using System.Text;

namespace Spare.Protocol.Http;

/// <summary>
/// Where the body of a message ends, learnt from its header lines one by one. Whatever two servers could read
/// differently is a flaw: a second length, a length that is not digits alone, a length beside a coding, any coding
/// but one <c>chunked</c>.
/// </summary>
public struct MessageFraming
{
    /// <summary>Digits of a length that cannot overflow.</summary>
    private const int LengthDigitsMaximum = 15;

    /// <summary>Null when there is none.</summary>
    public long? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>Takes note of one field. Null, or what is wrong with it.</summary>
    public string? Note(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            return NoteLength(value);
        }

        return Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) ? NoteCoding(value) : null;
    }

    private string? NoteLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength is not null)
        {
            return "more than one Content-Length";
        }

        if (IsChunked)
        {
            return "Content-Length beside Transfer-Encoding";
        }

        if (value.Length > LengthDigitsMaximum
            || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out long length, out _))
        {
            return "a Content-Length that is no number";
        }

        ContentLength = length;
        return null;
    }

    private string? NoteCoding(ReadOnlySpan<byte> value)
    {
        if (ContentLength is not null)
        {
            return "Transfer-Encoding beside Content-Length";
        }

        if (IsChunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            return "a Transfer-Encoding other than one 'chunked'";
        }

        IsChunked = true;
        return null;
    }
}
