using System.Diagnostics.CodeAnalysis;
using System.Text;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// A client's request in the one form that is ordered and that every replica receives: method, target, header fields
/// and body, without anything that concerns a single connection. Equal requests have equal bytes.
/// </summary>
public sealed class CanonicalRequest
{
    public const int MethodMaximum = 32;
    public const int TargetMaximum = 16 * 1024;

    /// <summary>Bytes of everything but the body.</summary>
    public const int HeadMaximum = MethodMaximum + TargetMaximum + HeaderBlock.BytesMaximum + (3 * sizeof(uint));

    private CanonicalRequest(ReadOnlyMemory<byte> bytes, string method, int blockStart, int blockLength)
    {
        Bytes = bytes;
        Method = method;
        MethodAndTarget = bytes[..(blockStart - sizeof(uint))];
        Headers = bytes.Slice(blockStart, blockLength);
        Body = bytes[(blockStart + blockLength)..];
    }

    /// <summary>The canonical bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public string Method { get; }

    /// <summary>In origin form, exactly as the client sent it; <c>*</c> for OPTIONS.</summary>
    public ReadOnlyMemory<byte> Target => MethodAndTarget[(Method.Length + (2 * sizeof(uint)))..];

    /// <summary>A <see cref="HeaderBlock"/>.</summary>
    public ReadOnlyMemory<byte> Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public bool IsHead => Method == "HEAD";

    private ReadOnlyMemory<byte> MethodAndTarget { get; }

    public Digest ComputeDigest() => Digest.Of(Bytes.Span);

    /// <summary>Writes everything but the body, which follows without a length of its own.</summary>
    public static void WriteHead(WireWriter writer, string method, string target, FieldList fields)
    {
        writer.Text(method);
        writer.Text(target);
        fields.WriteTo(writer);
    }

    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CanonicalRequest? request)
    {
        var reader = new WireReader(bytes.Span);
        var method = reader.Bytes(MethodMaximum);
        reader.FailUnless(HttpSyntax.IsToken(method) && !method.SequenceEqual("CONNECT"u8));
        var target = reader.Bytes(TargetMaximum);
        reader.FailUnless(IsOriginForm(target) || (target.SequenceEqual("*"u8) && method.SequenceEqual("OPTIONS"u8)));
        var block = reader.Bytes(HeaderBlock.BytesMaximum);
        reader.FailUnless(HeaderBlock.IsCanonical(block));
        reader.FailUnless(reader.Remaining <= RouteLimits.RequestBodyMaximum);
        if (reader.Failed)
        {
            request = null;
            return false;
        }

        var blockStart = bytes.Length - reader.Remaining - block.Length;
        request = new CanonicalRequest(bytes, NameOf(method), blockStart, block.Length);
        return true;
    }

    private static bool IsOriginForm(ReadOnlySpan<byte> target) =>
        HttpSyntax.IsTarget(target) && target[0] == (byte)'/';

    /// <summary>The usual methods without making a string.</summary>
    private static string NameOf(ReadOnlySpan<byte> method)
    {
        if (method.SequenceEqual("GET"u8))
        {
            return "GET";
        }

        return method.SequenceEqual("POST"u8) ? "POST" : Encoding.ASCII.GetString(method);
    }
}
