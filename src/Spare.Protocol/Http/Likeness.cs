using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// What requests have in common that are alike: a digest of the canonical request without the fields that the entry
/// manager wrote about the client's connection. Time and seed are no part of a canonical request.
/// </summary>
public static class Likeness
{
    /// <summary>Bytes that are no canonical request are like nothing but themselves.</summary>
    public static Digest Of(ReadOnlyMemory<byte> canonical)
    {
        if (!CanonicalRequest.TryParse(canonical, out var request))
        {
            return Digest.Of(canonical.Span);
        }

        var writer = new WireWriter(request.Bytes.Length - request.Body.Length + Digest.Size);
        writer.Text(request.Method);
        writer.Bytes(request.Target.Span);
        foreach (var field in HeaderBlock.Fields(request.Headers.Span))
        {
            if (!field.Name.SequenceEqual("x-forwarded-for"u8) && !field.Name.SequenceEqual("x-forwarded-proto"u8))
            {
                writer.Bytes(field.Name);
                writer.Bytes(field.Value);
            }
        }

        writer.Digest(Digest.Of(request.Body.Span));
        return Digest.Of(writer.Written);
    }
}
