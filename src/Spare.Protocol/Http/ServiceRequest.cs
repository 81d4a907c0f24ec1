using System.Globalization;
using System.Text;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// A canonical request as it is sent to a service: HTTP/1.1, target and fields byte for byte, with the agreed time and
/// seed beside them.
/// </summary>
public static class ServiceRequest
{
    /// <summary>Writes everything but the body.</summary>
    /// <param name="volatileFields">Where bodies have patterns, replies must not come compressed.</param>
    public static void WriteHead(
        WireWriter writer, CanonicalRequest request, Instant agreedTime, Seed seed, VolatileFields volatileFields)
    {
        WriteText(writer, request.Method);
        writer.Byte((byte)' ');
        writer.Raw(request.Target.Span);
        writer.Raw(" HTTP/1.1\r\n"u8);
        WriteFields(writer, request.Headers.Span, volatileFields.HasBodyRules);
        writer.Raw("spare-time: "u8);
        WriteText(writer, agreedTime.ToString());
        writer.Raw("\r\nspare-seed: "u8);
        WriteText(writer, seed.ToString());
        if (!request.Body.IsEmpty || request.Method is "POST" or "PUT" or "PATCH")
        {
            writer.Raw("\r\ncontent-length: "u8);
            WriteText(writer, request.Body.Length.ToString(CultureInfo.InvariantCulture));
        }

        writer.Raw("\r\n\r\n"u8);
    }

    private static void WriteFields(WireWriter writer, ReadOnlySpan<byte> block, bool isIdentityWanted)
    {
        if (!isIdentityWanted)
        {
            writer.Raw(block);
            return;
        }

        foreach (var field in HeaderBlock.Fields(block))
        {
            if (!field.Name.SequenceEqual("accept-encoding"u8))
            {
                writer.Raw(field.Name);
                writer.Raw(": "u8);
                writer.Raw(field.Value);
                writer.Raw("\r\n"u8);
            }
        }
    }

    private static void WriteText(WireWriter writer, string text)
    {
        Span<byte> ascii = stackalloc byte[64];
        writer.Raw(ascii[..Encoding.ASCII.GetBytes(text, ascii)]);
    }
}
