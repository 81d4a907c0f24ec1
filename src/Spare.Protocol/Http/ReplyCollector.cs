using System.Security.Cryptography;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// Makes a reply canonical while it is read: keeps it, or digests it in pieces when nobody wants to keep it.
/// </summary>
internal sealed class ReplyCollector(VolatileFields volatileFields)
{
    /// <summary>Up to here a reply that is not kept is buffered and digested at once, which is quicker.</summary>
    private const int DigestedPiece = 64 * 1024;

    private const int HeadEstimate = 1024;

    private readonly WireWriter scratch = new(HeadEstimate);
    private WireWriter canonical = new(0);
    private WireWriter? body;
    private IncrementalHash? hash;
    private ReplyExpectation expectation;
    private int bodyLength;

    public Digest Digest { get; private set; }

    public ReadOnlyMemory<byte> Canonical { get; private set; }

    /// <returns>False: too many header fields, or too long.</returns>
    public bool TryBegin(int status, FieldList fields, ReplyExpectation expected, int bodyEstimate)
    {
        expectation = expected;
        bodyLength = 0;
        body = volatileFields.HasBodyRules && !expected.IsHead ? new WireWriter(bodyEstimate) : null;
        canonical = expected.Keep == ReplyKeeping.Whole ? new WireWriter(HeadEstimate + bodyEstimate) : scratch;
        scratch.Clear();
        hash?.Dispose();
        hash = null;
        (Digest, Canonical) = (default, default);
        fields.RemoveHopByHop();
        if (!IsLengthTold(status))
        {
            fields.Remove("content-length"u8);
        }

        var fit = volatileFields.TryOverwrite(fields, expected.AgreedTime);
        CanonicalReply.WriteHead(canonical, status, fields);
        return fit;
    }

    /// <summary>False: the body is longer than permitted.</summary>
    public bool TryAdd(ReadOnlySpan<byte> content)
    {
        if (content.Length > expectation.BodyMaximum - bodyLength)
        {
            return false;
        }

        bodyLength += content.Length;
        Add(body ?? canonical, content);
        return true;
    }

    /// <summary>False: overwriting made the body longer than permitted.</summary>
    public bool TryFinish()
    {
        if (body is not null)
        {
            if (!volatileFields.TryOverwrite(
                body.Written, expectation.AgreedTime, expectation.BodyMaximum, out var overwritten))
            {
                return false;
            }

            body = null;
            Add(canonical, overwritten);
        }

        Digest = FinishDigest();
        Canonical = expectation.Keep == ReplyKeeping.Whole ? canonical.WrittenMemory : default;
        return true;
    }

    /// <summary>A length that does not follow from the body is content; one of a body with patterns is nobody's.</summary>
    private bool IsLengthTold(int status) =>
        CanonicalReply.HasNoBody(status, expectation.IsHead) && status != 204 && !volatileFields.HasBodyRules;

    private void Add(WireWriter writer, ReadOnlySpan<byte> content)
    {
        writer.Raw(content);
        if (writer == scratch && scratch.Length > DigestedPiece)
        {
            hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(scratch.Written);
            scratch.Clear();
        }
    }

    private Digest FinishDigest()
    {
        if (hash is null)
        {
            return Digest.Of(canonical.Written);
        }

        Span<byte> result = stackalloc byte[Digest.Size];
        hash.AppendData(scratch.Written);
        hash.GetHashAndReset(result);
        return Digest.Parse(result);
    }
}
