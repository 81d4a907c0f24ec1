namespace Spare.Protocol.Http;

/// <summary>Gathers the head of a reply up to its empty line, and notices early when there will be none.</summary>
internal sealed class HeadBuffer
{
    private readonly byte[] bytes = new byte[ReplyHead.BytesMaximum];
    private int length;
    private int lineStart;

    public bool IsComplete { get; private set; }

    public string? Flaw { get; private set; }

    /// <summary>The head without its empty line.</summary>
    public ReadOnlySpan<byte> Lines => bytes.AsSpan(0, lineStart);

    private static ReadOnlySpan<byte> Beginning => "HTTP/1."u8;

    public void Clear() => (length, lineStart, IsComplete, Flaw) = (0, 0, false, null);

    /// <summary>Takes the input up to the end of the head. How many bytes that were.</summary>
    public int Take(ReadOnlySpan<byte> input)
    {
        var taken = 0;
        while (!IsComplete && Flaw is null && taken < input.Length)
        {
            taken += TakeLine(input[taken..]);
        }

        return taken;
    }

    private int TakeLine(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf((byte)'\n');
        var part = end < 0 ? input : input[..(end + 1)];
        if (part.Length > bytes.Length - length)
        {
            Flaw = "a header that is too long";
            return part.Length;
        }

        part.CopyTo(bytes.AsSpan(length));
        length += part.Length;
        CheckBeginning();
        if (end >= 0 && Flaw is null)
        {
            EndLine();
        }

        return part.Length;
    }

    private void CheckBeginning()
    {
        var seen = Math.Min(length, Beginning.Length);
        if (!bytes.AsSpan(0, seen).SequenceEqual(Beginning[..seen]))
        {
            Flaw = "no HTTP/1 reply";
        }
    }

    private void EndLine()
    {
        var line = bytes.AsSpan(lineStart, length - lineStart);
        if (!line.EndsWith("\r\n"u8))
        {
            Flaw = "a header line that does not end with CRLF";
        }
        else if (line.Length == 2)
        {
            IsComplete = true;
        }
        else
        {
            lineStart = length;
        }
    }
}
