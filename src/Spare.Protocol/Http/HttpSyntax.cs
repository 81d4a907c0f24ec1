using System.Buffers;

namespace Spare.Protocol.Http;

/// <summary>The character sets of HTTP/1.1 (RFC 9110 and 9112), taken strictly.</summary>
public static class HttpSyntax
{
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Tab, visible ASCII, space, and bytes above ASCII, which are passed on as they are.</summary>
    private static readonly SearchValues<byte> ValueBytes = SearchValues.Create(
        [.. "\t"u8, .. Range(0x20, 0x7E), .. Range(0x80, 0xFF)]);

    /// <summary>
    /// Visible ASCII without <c>#</c> and <c>\</c>, which some servers take for the end of the path or a slash.
    /// </summary>
    private static readonly SearchValues<byte> TargetBytes = SearchValues.Create(
        [.. Range(0x21, 0x7E).Where(b => b is not ((byte)'#' or (byte)'\\'))]);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static bool IsFieldValue(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(ValueBytes);

    public static bool IsTarget(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TargetBytes);

    /// <summary>Without the spaces and tabs at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>Takes a header line, without its line end, apart; a folded line has no name and is refused.</summary>
    public static bool TryParseField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        name = colon < 0 ? [] : line[..colon];
        value = colon < 0 ? [] : Trim(line[(colon + 1)..]);
        return IsToken(name) && IsFieldValue(value);
    }

    private static byte[] Range(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(b => (byte)b)];
}
