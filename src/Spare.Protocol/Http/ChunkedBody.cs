namespace Spare.Protocol.Http;

/// <summary>
/// Reads the chunked coding piece by piece, strictly: CRLF line ends, sizes of at most eight hexadecimal digits and 31
/// bits, no extensions, few and well-formed trailer fields, which are dropped.
/// </summary>
public sealed class ChunkedBody
{
    public const int TrailersMaximum = 8 * 1024;
    private const int SizeDigitsMaximum = 8;
    private const string NoSize = "a chunk size that is no short hexadecimal number";

    private readonly byte[] line = new byte[1024];
    private int lineLength;
    private int trailerBytes;
    private long chunkLeft;
    private Stage stage;

    private enum Stage
    {
        Size,
        Content,
        ContentEnd,
        Trailer,
        Done,
    }

    /// <summary>The whole body was read.</summary>
    public bool IsDone => stage == Stage.Done;

    /// <summary>What is wrong with the body; null as long as nothing is.</summary>
    public string? Flaw { get; private set; }

    public void Reset()
    {
        (stage, lineLength, trailerBytes, chunkLeft, Flaw) = (Stage.Size, 0, 0, 0, null);
    }

    /// <summary>
    /// Takes bytes from the front of <paramref name="input"/>: up to a piece of content, the end of the body, a flaw,
    /// or the end of the input. Call again with what is left.
    /// </summary>
    /// <returns>How many bytes were taken; what is flawed is not.</returns>
    public int Read(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> content)
    {
        content = [];
        if (IsDone || Flaw is not null)
        {
            return 0;
        }

        if (stage != Stage.Content)
        {
            return ReadLine(input);
        }

        content = input[..(int)Math.Min(input.Length, chunkLeft)];
        chunkLeft -= content.Length;
        stage = chunkLeft == 0 ? Stage.ContentEnd : Stage.Content;
        return content.Length;
    }

    private int ReadLine(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        var part = end < 0 ? input : input[..end];
        if (lineLength + part.Length > line.Length)
        {
            Flaw = "a line of the chunked coding that is too long";
            return 0;
        }

        part.CopyTo(line.AsSpan(lineLength));
        lineLength += part.Length;
        if (end < 0)
        {
            Flaw = FlawOfBegun(line.AsSpan(0, lineLength));
            return Flaw is null ? input.Length : 0;
        }

        if (lineLength == 0 || line[lineLength - 1] != '\r')
        {
            Flaw = "a line of the chunked coding without CRLF";
            return 0;
        }

        TakeLine(line.AsSpan(0, lineLength - 1));
        lineLength = 0;
        return Flaw is null ? end + 1 : 0;
    }

    private void TakeLine(ReadOnlySpan<byte> text)
    {
        switch (stage)
        {
            case Stage.Size:
                TakeSize(text);
                break;
            case Stage.ContentEnd:
                stage = Stage.Size;
                Flaw = text.IsEmpty ? null : "bytes beyond the size of a chunk";
                break;
            default:
                TakeTrailer(text);
                break;
        }
    }

    private void TakeSize(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !CanBeSize(text) || !TryParseHex(text, out chunkLeft))
        {
            Flaw = NoSize;
            return;
        }

        stage = chunkLeft == 0 ? Stage.Trailer : Stage.Content;
    }

    /// <summary>Of a line whose end has not come: what Kestrel fails at by itself, and not as at a bad request.</summary>
    private string? FlawOfBegun(ReadOnlySpan<byte> text) => stage switch
    {
        Stage.Size when !CanBeSize(text) => NoSize,
        Stage.Trailer when text.Contains((byte)0) => "a NUL in a trailer",
        _ => null,
    };

    /// <summary>False also while digits are still to come, if there are too many already, or they say too much.</summary>
    private static bool CanBeSize(ReadOnlySpan<byte> text) => text.TrimEnd((byte)'\r') is var digits
        && (digits.Length < SizeDigitsMaximum || (digits.Length == SizeDigitsMaximum && digits[0] < '8'));

    private void TakeTrailer(ReadOnlySpan<byte> text)
    {
        trailerBytes += text.Length;
        if (text.IsEmpty)
        {
            stage = Stage.Done;
        }
        else if (trailerBytes > TrailersMaximum || !HttpSyntax.TryParseField(text, out _, out _))
        {
            Flaw = "a malformed trailer, or too many";
        }
    }

    private static bool TryParseHex(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (uint)((digit & 0xF) + (digit > '9' ? 9 : 0));
        }

        return true;
    }
}
