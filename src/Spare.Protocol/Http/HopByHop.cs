namespace Spare.Protocol.Http;

/// <summary>Fields that concern one connection and are never passed on (RFC 9110, 7.6.1, and their predecessors).</summary>
public static class HopByHop
{
    /// <summary>A Connection field names nothing longer than this.</summary>
    public const int NameMaximum = 256;

    /// <param name="name">In lower case.</param>
    public static bool Contains(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("te"u8),
        6 => name.SequenceEqual("expect"u8),
        7 => name.SequenceEqual("trailer"u8) || name.SequenceEqual("upgrade"u8),
        10 => name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8),
        16 => name.SequenceEqual("proxy-connection"u8),
        17 => name.SequenceEqual("transfer-encoding"u8),
        18 => name.SequenceEqual("proxy-authenticate"u8),
        19 => name.SequenceEqual("proxy-authorization"u8),
        _ => false,
    };
}
