using System.Text;

namespace Spare.Protocol.Http;

/// <summary>
/// Reads the raw bytes of a client's connection ahead of the server's own parser, request after request, and stops at
/// the first byte that belongs to something two servers could read differently (request smuggling). It decides no
/// more than that: limits, timeouts and answers are the server's.
/// </summary>
/// <remarks>
/// It looks at lines, because a line is refused before the server has seen its end. What of a refused line came in
/// earlier pieces the server has seen, but without a line end it means nothing yet.
/// </remarks>
public sealed class RequestGuard
{
    /// <summary>Longer than the server permits, which then answers 414 or 431 itself.</summary>
    public const int LineMaximum = 64 * 1024;

    private readonly ChunkedBody chunked = new();
    private byte[] partial = [];
    private int partialLength;
    private MessageFraming framing;
    private long bodyLeft;
    private bool isHttp10;
    private Stage stage;

    private enum Stage
    {
        RequestLine,
        Field,
        Body,
        Chunks,
    }

    /// <summary>What is wrong with the byte that <see cref="Check"/> stopped at; null as long as nothing is.</summary>
    public string? Flaw { get; private set; }

    /// <summary>
    /// Takes the next bytes of the connection. Fewer than all are good when there is a <see cref="Flaw"/>; it stays.
    /// </summary>
    public int Check(ReadOnlySpan<byte> input)
    {
        var good = 0;
        while (good < input.Length && Flaw is null)
        {
            good += stage switch
            {
                Stage.Body => SkipBody(input[good..]),
                Stage.Chunks => SkipChunks(input[good..]),
                _ => CheckLine(input[good..]),
            };
        }

        return good;
    }

    private int SkipBody(ReadOnlySpan<byte> input)
    {
        var part = (int)Math.Min(input.Length, bodyLeft);
        bodyLeft -= part;
        stage = bodyLeft == 0 ? Stage.RequestLine : Stage.Body;
        return part;
    }

    private int SkipChunks(ReadOnlySpan<byte> input)
    {
        var taken = chunked.Read(input, out _);
        Flaw = chunked.Flaw;
        stage = chunked.IsDone ? Stage.RequestLine : Stage.Chunks;
        return taken;
    }

    private int CheckLine(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        if (end < 0)
        {
            Keep(input);
            return Flaw is null ? input.Length : 0;
        }

        if (partialLength == 0)
        {
            TakeLine(input[..end]);
        }
        else
        {
            Keep(input[..end]);
            TakeLine(partial.AsSpan(0, partialLength));
            partialLength = 0;
        }

        return Flaw is null ? end + 1 : 0;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.Length > LineMaximum - partialLength)
        {
            Flaw = "a line that is too long";
            return;
        }

        if (part.Length > partial.Length - partialLength)
        {
            Array.Resize(ref partial, Math.Max(partialLength + part.Length, Math.Max(partial.Length * 2, 512)));
        }

        part.CopyTo(partial.AsSpan(partialLength));
        partialLength += part.Length;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (Flaw is not null)
        {
            return;
        }

        if (line.IsEmpty || line[^1] != '\r')
        {
            Flaw = "a line that does not end with CRLF";
            return;
        }

        line = line[..^1];
        if (stage == Stage.RequestLine)
        {
            TakeRequestLine(line);
        }
        else if (line.IsEmpty)
        {
            EndHead();
        }
        else
        {
            TakeField(line);
        }
    }

    private void TakeRequestLine(ReadOnlySpan<byte> line)
    {
        var methodEnd = line.IndexOf((byte)' ');
        var targetEnd = line.LastIndexOf((byte)' ');
        if (methodEnd < 0
            || targetEnd <= methodEnd
            || !HttpSyntax.IsToken(line[..methodEnd])
            || !HttpSyntax.IsTarget(line[(methodEnd + 1)..targetEnd])
            || !line[(targetEnd + 1)..].StartsWith("HTTP/"u8))
        {
            Flaw = "a malformed request line";
            return;
        }

        isHttp10 = line.EndsWith("HTTP/1.0"u8);
        framing = default;
        stage = Stage.Field;
    }

    private void TakeField(ReadOnlySpan<byte> line)
    {
        if (!HttpSyntax.TryParseField(line, out var name, out var value))
        {
            Flaw = "a malformed header line";
        }
        else if (isHttp10 && Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            Flaw = "Transfer-Encoding in HTTP/1.0";
        }
        else
        {
            Flaw = framing.Note(name, value);
        }
    }

    private void EndHead()
    {
        bodyLeft = framing.ContentLength ?? 0;
        stage = bodyLeft > 0 ? Stage.Body : Stage.RequestLine;
        if (framing.IsChunked)
        {
            chunked.Reset();
            stage = Stage.Chunks;
        }
    }
}
