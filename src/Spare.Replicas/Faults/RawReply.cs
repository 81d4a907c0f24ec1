using System.Globalization;
using System.Text;

namespace Spare.Replicas.Faults;

/// <summary>A reply's bytes as lines of its head and the rest.</summary>
internal sealed record RawReply(string[] Lines, byte[] Body)
{
    private const string Length = "content-length:";

    public string StatusLine => Lines[0];

    public byte[] HeadBytes => Encoding.Latin1.GetBytes(string.Join("\r\n", Lines) + "\r\n\r\n");

    /// <param name="honest">A reply that was read to its end; what was cut short is all head.</param>
    public static RawReply Split(byte[] honest)
    {
        var end = honest.AsSpan().IndexOf("\r\n\r\n"u8);
        var head = Encoding.Latin1.GetString(honest, 0, end < 0 ? honest.Length : end);
        return new RawReply(head.Split("\r\n"), end < 0 ? [] : honest[(end + 4)..]);
    }

    /// <summary>The last byte of the body is another one; an empty body gets one.</summary>
    public byte[] WithWrongBody()
    {
        if (Body.Length == 0)
        {
            return [.. (this with { Lines = WithLength(1) }).HeadBytes, (byte)'x'];
        }

        byte[] wrong = [.. Body];
        var isChunked = Lines.Any(line => line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase));
        var at = isChunked ? wrong.AsSpan().IndexOf("\r\n"u8) + 2 : wrong.Length - 1;
        wrong[at] ^= 1;
        return [.. HeadBytes, .. wrong];
    }

    public byte[] WithWrongStatus()
    {
        var words = StatusLine.Split(' ', 3);
        var other = words.ElementAtOrDefault(1) == "500" ? "200" : "500";
        return [.. (this with { Lines = [$"{words[0]} {other} {words.ElementAtOrDefault(2)}", .. Lines[1..]] }).HeadBytes, .. Body];
    }

    public byte[] WithField(string field) => [.. (this with { Lines = [.. Lines, field] }).HeadBytes, .. Body];

    /// <summary>One byte less than the body has.</summary>
    public byte[] WithWrongLength() =>
        [.. (this with { Lines = WithLength(Body.Length == 0 ? 1 : Body.Length - 1) }).HeadBytes, .. Body];

    private string[] WithLength(int length) =>
    [
        .. Lines.Where(line => !line.StartsWith(Length, StringComparison.OrdinalIgnoreCase)),
        string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}"),
    ];
}
