using Spare.Protocol.Messages;

namespace Spare.Protocol.Evidence;

/// <summary>The replies and write sets in some cases, by digest: whoever kept them, equal digests mean equal content.</summary>
internal sealed class KnownContents
{
    private readonly Dictionary<Digest, ReadOnlyMemory<byte>> contents = [];
    private readonly Dictionary<CastVote, string> details = [];

    public KnownContents(IEnumerable<EvidenceCase> cases)
    {
        foreach (var exhibit in cases.SelectMany(kept => kept.Exhibits))
        {
            Add(exhibit.Reply);
            Add(exhibit.WriteSet);
            if (exhibit is { Replica: { } replica, Detail.Length: > 0 })
            {
                details[new CastVote(replica, exhibit.Vote)] = exhibit.Detail;
            }
        }
    }

    public string DetailOf(CastVote cast) => details.GetValueOrDefault(cast, string.Empty);

    /// <summary>Where the content of one is not kept, the digests are all that is known.</summary>
    public IEnumerable<Difference> Between(Vote expected, Vote given)
    {
        if (expected.Outcome != given.Outcome)
        {
            yield return Difference.Of("outcome", $"{expected.Outcome}", $"{given.Outcome}");
            yield break;
        }

        var replies = (Find(expected.Reply), Find(given.Reply)) is ({ } left, { } right)
            ? ReplyDifferences.Between(left, right)
            : ByDigest("reply", expected.Reply, given.Reply);
        var writeSets = (Find(expected.WriteSet), Find(given.WriteSet)) is ({ } before, { } after)
            ? WriteSetDifferences.Between(before.Span, after.Span)
            : ByDigest("write set", expected.WriteSet, given.WriteSet);
        foreach (var difference in replies.Concat(writeSets))
        {
            yield return difference;
        }
    }

    private void Add(ReadOnlyMemory<byte> content)
    {
        if (!content.IsEmpty)
        {
            contents[Digest.Of(content.Span)] = content;
        }
    }

    /// <summary>No content at all has no digest.</summary>
    private ReadOnlyMemory<byte>? Find(Digest digest) =>
        digest == default ? ReadOnlyMemory<byte>.Empty
        : contents.TryGetValue(digest, out var known) ? known : new ReadOnlyMemory<byte>?();

    private static Difference[] ByDigest(string part, Digest expected, Digest given) => expected == given
        ? []
        : [Difference.Of($"digest of the {part}, not all of which is kept", $"{expected}", $"{given}")];
}
