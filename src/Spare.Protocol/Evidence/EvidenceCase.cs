using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Evidence;

/// <summary>
/// What one host knows of a request at which replicas failed: the request, who voted what, and the answers that the host
/// has. What it lacks, another host's case of the same request has.
/// </summary>
/// <param name="Time">The agreed time of the position.</param>
/// <param name="Canonical">The canonical request.</param>
/// <param name="Agreed">Null: nothing was.</param>
/// <param name="Votes">Those that this manager knows.</param>
public sealed record EvidenceCase(
    CaseKind Kind, RequestId Request, SequenceNumber Sequence, Instant Time, ReadOnlyMemory<byte> Canonical, Vote? Agreed,
    ImmutableArray<CastVote> Votes, ImmutableArray<Exhibit> Exhibits)
{
    /// <summary>Names class, deadline and caps of the request.</summary>
    public RouteNumber Route { get; init; }

    /// <summary>The chance that came with the position.</summary>
    public Seed Seed { get; init; }

    /// <summary>More votes, or exhibits, are not kept.</summary>
    public const int VotesMaximum = 256;

    /// <inheritdoc cref="VotesMaximum"/>
    public const int ExhibitsMaximum = 16;

    private const int RequestMaximum = CanonicalRequest.HeadMaximum + RouteLimits.RequestBodyMaximum;

    /// <summary>About as many bytes as <see cref="Encode"/> gives.</summary>
    public long Size => 1024 + Canonical.Length + Exhibits.Sum(exhibit => (long)exhibit.Reply.Length + exhibit.WriteSet.Length);

    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new WireWriter((int)Math.Min(Size, int.MaxValue));
        writer.Byte((byte)Kind);
        writer.Host(Request.Entry);
        writer.UInt64(Request.Incarnation.Value);
        writer.UInt64(Request.Number);
        writer.Sequence(Sequence);
        writer.Int64(Time.Microseconds);
        writer.UInt16(Route.Value);
        writer.UInt64(Seed.High);
        writer.UInt64(Seed.Low);
        writer.Bytes(Canonical.Span);
        writer.Byte(Agreed is null ? (byte)0 : (byte)1);
        Agreed?.Format(writer);
        writer.UInt32((uint)Math.Min(Votes.Length, VotesMaximum));
        foreach (var vote in Votes.Take(VotesMaximum))
        {
            vote.Format(writer);
        }

        writer.UInt32((uint)Math.Min(Exhibits.Length, ExhibitsMaximum));
        foreach (var exhibit in Exhibits.Take(ExhibitsMaximum))
        {
            exhibit.Format(writer);
        }

        return writer.WrittenMemory;
    }

    /// <summary>Reads bytes that nobody has checked.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out EvidenceCase? kept)
    {
        var reader = new WireReader(source);
        var kind = (CaseKind)reader.Byte();
        reader.FailUnless(kind is >= CaseKind.Differed and <= CaseKind.Died);
        var request = new RequestId(reader.Host(), new Incarnation(reader.UInt64()), reader.UInt64());
        reader.FailUnless(request.IsValid);
        var sequence = reader.Sequence();
        var time = new Instant(reader.Int64());
        var route = new RouteNumber(reader.UInt16());
        var seed = new Seed(reader.UInt64(), reader.UInt64());
        var canonical = reader.Bytes(RequestMaximum).ToArray();
        var isAgreed = reader.Byte();
        reader.FailUnless(isAgreed <= 1);
        Vote? agreed = isAgreed == 1 ? Vote.Parse(ref reader) : null;
        var votes = ImmutableArray.CreateBuilder<CastVote>();
        for (var left = reader.Count(VotesMaximum); left > 0 && !reader.Failed; left--)
        {
            votes.Add(CastVote.Parse(ref reader));
        }

        var exhibits = ImmutableArray.CreateBuilder<Exhibit>();
        for (var left = reader.Count(ExhibitsMaximum); left > 0 && !reader.Failed; left--)
        {
            exhibits.Add(Exhibit.Parse(ref reader));
        }

        kept = reader.Complete
            ? new EvidenceCase(
                kind, request, sequence, time, canonical, agreed, votes.DrainToImmutable(), exhibits.DrainToImmutable())
            {
                Route = route,
                Seed = seed,
            }
            : null;
        return kept is not null;
    }
}
