using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Evidence;

/// <summary>What a host answers an operator who asks for its evidence of a request: the host, and its cases.</summary>
public sealed record EvidenceAnswer(HostId Host, ImmutableArray<EvidenceCase> Cases)
{
    /// <summary>Of several cases of one request only the newest are told.</summary>
    public const int CasesMaximum = 16;

    /// <summary>Of their bytes no more than this, but always one case.</summary>
    public const int BytesMaximum = 64 * 1024 * 1024;

    private const int CaseMaximum = 1024 * 1024 * 1024;

    public ReadOnlyMemory<byte> Encode()
    {
        var told = new Stack<ReadOnlyMemory<byte>>();
        foreach (var kept in Cases.Reverse().Take(CasesMaximum))
        {
            var bytes = kept.Encode();
            if (told.Count > 0 && told.Sum(other => (long)other.Length) + bytes.Length > BytesMaximum)
            {
                break;
            }

            told.Push(bytes);
        }

        var writer = new WireWriter();
        writer.Host(Host);
        writer.UInt32((uint)told.Count);
        foreach (var bytes in told)
        {
            writer.Bytes(bytes.Span);
        }

        return writer.WrittenMemory;
    }

    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out EvidenceAnswer? answer)
    {
        var reader = new WireReader(source);
        var host = reader.Host();
        var cases = ImmutableArray.CreateBuilder<EvidenceCase>();
        for (var left = reader.Count(CasesMaximum); left > 0 && !reader.Failed; left--)
        {
            var isCase = EvidenceCase.TryParse(reader.Bytes(CaseMaximum), out var kept);
            reader.FailUnless(isCase);
            cases.Add(kept!); // A failed reader's cases are not looked at.
        }

        answer = reader.Complete ? new EvidenceAnswer(host, cases.DrainToImmutable()) : null;
        return answer is not null;
    }
}
