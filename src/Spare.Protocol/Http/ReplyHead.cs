using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Spare.Protocol.Http;

/// <summary>Status line and header of a service's reply, read strictly: the service may be in an intruder's hands.</summary>
/// <param name="KeepsAlive">The service means to take another request on this connection.</param>
public readonly record struct ReplyHead(int Status, MessageFraming Framing, bool KeepsAlive)
{
    /// <summary>Bytes up to and including the empty line.</summary>
    public const int BytesMaximum = FieldList.BytesMaximum;

    public bool IsInterim => Status < CanonicalReply.StatusMinimum;

    /// <summary>Reads a head, whose empty line is left off, and adds its fields to <paramref name="fields"/>.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> bytes, FieldList fields, out ReplyHead head, [NotNullWhen(false)] out string? flaw)
    {
        head = default;
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0 || !TryParseStatusLine(bytes[..end], out var status, out var isHttp11))
        {
            flaw = "a malformed status line";
            return false;
        }

        var framing = default(MessageFraming);
        flaw = ReadFields(bytes[(end + 2)..], fields, ref framing, out var says);
        flaw ??= Judge(status, framing, says);
        head = new ReplyHead(status, framing, isHttp11 && !says.Close);
        return flaw is null;
    }

    private static bool TryParseStatusLine(ReadOnlySpan<byte> line, out int status, out bool isHttp11)
    {
        const int statusStart = 9;
        const int statusEnd = 12;
        status = 0;
        isHttp11 = line.StartsWith("HTTP/1.1 "u8);
        if ((!isHttp11 && !line.StartsWith("HTTP/1.0 "u8)) || line.Length < statusEnd)
        {
            return false;
        }

        foreach (var digit in line[statusStart..statusEnd])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            status = (status * 10) + (digit - '0');
        }

        var reason = line[statusEnd..];
        return status is >= 100 and <= CanonicalReply.StatusMaximum
            && (reason.IsEmpty || (reason[0] == ' ' && HttpSyntax.IsFieldValue(reason)));
    }

    private static string? ReadFields(
        ReadOnlySpan<byte> lines, FieldList fields, ref MessageFraming framing, out Remarks says)
    {
        says = default;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            if (end < 0 || !HttpSyntax.TryParseField(lines[..end], out var name, out var value))
            {
                return "a malformed header line";
            }

            if (framing.Note(name, value) is { } flaw)
            {
                return flaw;
            }

            if (!fields.TryAdd(name, value))
            {
                return "too many header fields";
            }

            says = says.With(name, value);
            lines = lines[(end + 2)..];
        }

        return null;
    }

    private static string? Judge(int status, MessageFraming framing, Remarks says)
    {
        if (status == 101)
        {
            return "a switch of protocols that nobody asked for";
        }

        if (status is < CanonicalReply.StatusMinimum or 204 && (framing.IsChunked || framing.ContentLength > 0))
        {
            return $"a body announced with status {status}";
        }

        return says.EventStream ? "an event stream" : null;
    }

    /// <summary>What the fields say beside the framing.</summary>
    private readonly record struct Remarks(bool Close, bool EventStream)
    {
        public Remarks With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            if (Ascii.EqualsIgnoreCase(name, "connection"u8))
            {
                return this with { Close = Close || ListNames(value, "close"u8) };
            }

            return Ascii.EqualsIgnoreCase(name, "content-type"u8) && IsEventStream(value)
                ? this with { EventStream = true }
                : this;
        }

        private static bool ListNames(ReadOnlySpan<byte> list, ReadOnlySpan<byte> wanted)
        {
            foreach (var range in list.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(HttpSyntax.Trim(list[range]), wanted))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsEventStream(ReadOnlySpan<byte> type)
        {
            var end = type.IndexOf((byte)';');
            return Ascii.EqualsIgnoreCase(HttpSyntax.Trim(end < 0 ? type : type[..end]), "text/event-stream"u8);
        }
    }
}
