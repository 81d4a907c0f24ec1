using System.Collections.Immutable;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Evidence;

/// <summary>What came of a request that was executed again off to the side, and how the replicas' answers differ from that.</summary>
public sealed record ReplayedRequest
{
    /// <summary>Bytes of reply, and characters of write set, that are shown.</summary>
    public const int TextMaximum = 4 * 1024;

    /// <summary>The host on which it was executed again.</summary>
    public required HostId Host { get; init; }

    /// <summary>As <see cref="RequestName"/> reads it.</summary>
    public required string Request { get; init; }

    public required SequenceNumber Sequence { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>What was wrong, or empty.</summary>
    public required string Detail { get; init; }

    /// <summary>Status, header fields and the beginning of the body; cleaned of what is not printable.</summary>
    public required ImmutableArray<string> Reply { get; init; }

    /// <summary>What it changed, a row in each line; empty when nothing.</summary>
    public required ImmutableArray<string> WriteSet { get; init; }

    public required ImmutableArray<ComparedAnswer> Answers { get; init; }

    /// <param name="replayed">Its agreed answer is that of the replay.</param>
    /// <param name="kept">What the hosts keep of the request.</param>
    public static ReplayedRequest Of(HostId host, EvidenceCase replayed, IEnumerable<EvidenceCase> kept)
    {
        var cases = kept.Where(known => known.Request == replayed.Request && known.Sequence == replayed.Sequence).ToArray();
        var contents = new KnownContents(cases.Append(replayed));
        var exhibit = replayed.Exhibits[0];
        return new ReplayedRequest
        {
            Host = host,
            Request = $"{replayed.Request}",
            Sequence = replayed.Sequence,
            Outcome = exhibit.Vote.Outcome,
            Detail = exhibit.Detail,
            Reply = [.. LinesOf(exhibit.Reply)],
            WriteSet = [.. RowsOf(exhibit.WriteSet)],
            Answers =
            [
                .. cases.SelectMany(known => known.Votes).Distinct().OrderBy(cast => cast.Replica)
                    .Select(cast => new ComparedAnswer(
                        cast.Replica, cast.Vote == exhibit.Vote,
                        [.. contents.Between(exhibit.Vote, cast.Vote).Take(Explanation.DifferencesMaximum)])),
            ],
        };
    }

    private static IEnumerable<string> LinesOf(ReadOnlyMemory<byte> canonical)
    {
        if (!CanonicalReply.TryParse(canonical, out var reply))
        {
            yield break;
        }

        yield return $"{reply.Status}";
        foreach (var line in Difference.Show(reply.Headers.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Difference.Of(line, null, null).Part;
        }

        foreach (var line in Difference.Show(reply.Body.Span[..Math.Min(reply.Body.Length, TextMaximum)]).Split('\n'))
        {
            yield return Difference.Of(line, null, null).Part;
        }
    }

    private static IEnumerable<string> RowsOf(ReadOnlyMemory<byte> bytes) =>
        Protocol.WriteSets.WriteSet.TryParse(bytes.Span, WriteSetBounds.Standard, out var rows) && !rows.WroteNothing
            ? $"{rows}".Split('\n').Take(Explanation.DifferencesMaximum).Select(line => Difference.Of(line, null, null).Part)
            : [];
}

/// <summary>What one replica answered when the request was executed first.</summary>
/// <param name="IsSame">The answer is that of the replay.</param>
/// <param name="Differences">Expected is the replay; at most <see cref="Explanation.DifferencesMaximum"/>.</param>
public sealed record ComparedAnswer(ReplicaId Replica, bool IsSame, ImmutableArray<Difference> Differences);
