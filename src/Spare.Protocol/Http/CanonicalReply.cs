using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// A replica's reply in the form that is voted on (SPARE 2.3): status, header fields and body, without anything that
/// concerns a single connection, with the manager's own values in its volatile fields. The digest of its bytes is the
/// vote.
/// </summary>
/// <remarks>
/// The body has no length in front of it and ends with the bytes, so that a manager which only votes can digest a
/// reply while it streams in.
/// </remarks>
public sealed class CanonicalReply
{
    public const int StatusMinimum = 200;
    public const int StatusMaximum = 599;

    private CanonicalReply(ReadOnlyMemory<byte> bytes, int status, int blockLength)
    {
        const int blockStart = sizeof(ushort) + sizeof(uint);
        Bytes = bytes;
        Status = status;
        Headers = bytes.Slice(blockStart, blockLength);
        Body = bytes[(blockStart + blockLength)..];
    }

    /// <summary>The canonical bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public int Status { get; }

    /// <summary>
    /// A <see cref="HeaderBlock"/>. It has a Content-Length only where that does not follow from the body: in replies
    /// to HEAD, and with status 304.
    /// </summary>
    public ReadOnlyMemory<byte> Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public Digest ComputeDigest() => Digest.Of(Bytes.Span);

    /// <summary>Whether a reply of this status to this kind of request ends with its header (RFC 9112, 6.3).</summary>
    public static bool HasNoBody(int status, bool isHead) => isHead || status is 204 or 304;

    /// <summary>Writes everything but the body, which follows without a length of its own.</summary>
    public static void WriteHead(WireWriter writer, int status, FieldList fields)
    {
        writer.UInt16((ushort)status);
        fields.WriteTo(writer);
    }

    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CanonicalReply? reply)
    {
        var reader = new WireReader(bytes.Span);
        var status = reader.UInt16();
        reader.FailUnless(status is >= StatusMinimum and <= StatusMaximum);
        var block = reader.Bytes(HeaderBlock.BytesMaximum);
        reader.FailUnless(HeaderBlock.IsCanonical(block));
        reader.FailUnless(reader.Remaining <= RouteLimits.ReplyBodyMaximum);
        reply = reader.Failed ? null : new CanonicalReply(bytes, status, block.Length);
        return reply is not null;
    }
}
