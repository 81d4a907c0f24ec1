using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// What a client calls a write by, so that it may send it again: sent twice under one key, it takes effect once.
/// </summary>
/// <param name="Name">
/// Digest of the client's credentials (its Authorization and Cookie fields) and the key that it chose: whoever has other
/// credentials has other keys.
/// </param>
/// <param name="Request">
/// Digest of what is asked: method, target, body, and all fields but those that another attempt may change, which are the
/// address that it is sent to, what is said of its way, and the credentials.
/// </param>
public readonly record struct IdempotencyKey(Digest Name, Digest Request)
{
    public const int Size = 2 * Digest.Size;

    /// <summary>Bytes of a key that a client chooses.</summary>
    public const int LengthMaximum = 255;

    /// <summary>In lower case.</summary>
    public static ReadOnlySpan<byte> FieldName => "idempotency-key"u8;

    /// <summary>False: the request names more than one key, or one that is empty, too long, or not printable ASCII.</summary>
    /// <param name="canonical">Bytes of a canonical request.</param>
    /// <param name="key">Null: the request has none.</param>
    public static bool TryRead(ReadOnlyMemory<byte> canonical, out IdempotencyKey? key)
    {
        key = null;
        if (!CanonicalRequest.TryParse(canonical, out var request) || !TryFind(request, out var chosen))
        {
            return false;
        }

        if (!chosen.IsEmpty)
        {
            key = new IdempotencyKey(DigestOfName(request, chosen), DigestOfRequest(request));
        }

        return true;
    }

    public void Format(WireWriter writer)
    {
        writer.Digest(Name);
        writer.Digest(Request);
    }

    public static IdempotencyKey Parse(ref WireReader reader) => new(reader.Digest(), reader.Digest());

    private static bool TryFind(CanonicalRequest request, out ReadOnlySpan<byte> chosen)
    {
        chosen = [];
        foreach (var field in HeaderBlock.Fields(request.Headers.Span))
        {
            if (field.Name.SequenceEqual(FieldName))
            {
                if (!chosen.IsEmpty || field.Value.Length is 0 or > LengthMaximum
                    || field.Value.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
                {
                    return false;
                }

                chosen = field.Value;
            }
        }

        return true;
    }

    private static Digest DigestOfName(CanonicalRequest request, ReadOnlySpan<byte> chosen)
    {
        var writer = new WireWriter();
        writer.Bytes(chosen);
        foreach (var field in HeaderBlock.Fields(request.Headers.Span))
        {
            if (IsCredential(field.Name))
            {
                writer.Bytes(field.Name);
                writer.Bytes(field.Value);
            }
        }

        return Digest.Of(writer.Written);
    }

    private static Digest DigestOfRequest(CanonicalRequest request)
    {
        var writer = new WireWriter(request.Bytes.Length - request.Body.Length + Digest.Size);
        writer.Text(request.Method);
        writer.Bytes(request.Target.Span);
        foreach (var field in HeaderBlock.Fields(request.Headers.Span))
        {
            if (!IsCredential(field.Name) && !IsOfTheWay(field.Name))
            {
                writer.Bytes(field.Name);
                writer.Bytes(field.Value);
            }
        }

        writer.Digest(Digest.Of(request.Body.Span));
        return Digest.Of(writer.Written);
    }

    private static bool IsCredential(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("authorization"u8) || name.SequenceEqual("cookie"u8);

    private static bool IsOfTheWay(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("host"u8) || name.SequenceEqual("x-forwarded-for"u8) || name.SequenceEqual("x-forwarded-proto"u8)
        || name.SequenceEqual("traceparent"u8) || name.SequenceEqual("tracestate"u8);
}
