using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Evidence;

public sealed class EvidenceCaseTests
{
    private static readonly Vote Agreed = new(Outcome.Replied, Digest.Of("a"u8), default);

    private static readonly Vote Wrong = new(Outcome.Replied, Digest.Of("b"u8), Digest.Of("c"u8));

    [Fact]
    public void What_is_encoded_is_read_again()
    {
        var kept = Sample();
        Assert.True(EvidenceCase.TryParse(kept.Encode().Span, out var read));
        Assert.Equal(
            (kept.Kind, kept.Request, kept.Sequence, kept.Time, kept.Agreed),
            (read.Kind, read.Request, read.Sequence, read.Time, read.Agreed));
        Assert.Equal("request"u8, read.Canonical.Span);
        Assert.Equal(kept.Votes.ToArray(), read.Votes.ToArray());
        Assert.Equal([null, new ReplicaId(new HostId(2), 3)], read.Exhibits.Select(exhibit => exhibit.Replica));
        Assert.Equal(["", "it lies"], read.Exhibits.Select(exhibit => exhibit.Detail));
        Assert.Equal("reply"u8, read.Exhibits[0].Reply.Span);
        Assert.Equal("rows"u8, read.Exhibits[1].WriteSet.Span);
        Assert.InRange(kept.Encode().Length, 1, kept.Size);
    }

    [Fact]
    public void Without_an_agreed_answer_there_is_none() =>
        Assert.True(EvidenceCase.TryParse((Sample() with { Agreed = null }).Encode().Span, out var read) && read.Agreed is null);

    [Fact]
    public void A_part_of_a_case_or_more_than_a_case_is_none()
    {
        var bytes = Sample().Encode().ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(EvidenceCase.TryParse(bytes.AsSpan(0, length), out _));
        }

        Assert.False(EvidenceCase.TryParse([.. bytes, 0], out _));
    }

    [Fact]
    public void Whatever_the_bytes_are_nothing_is_thrown()
    {
        var bytes = Sample().Encode().ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0xFF })
            {
                var changed = bytes.ToArray();
                changed[at] = value;
                if (EvidenceCase.TryParse(changed, out var read))
                {
                    Assert.Equal(changed, read.Encode().ToArray());
                }
            }
        }
    }

    [Fact]
    public void More_votes_and_exhibits_than_are_kept_are_left_out()
    {
        var many = Sample() with
        {
            Votes = [.. Enumerable.Repeat(Sample().Votes[0], EvidenceCase.VotesMaximum + 1)],
            Exhibits = [.. Enumerable.Repeat(Sample().Exhibits[0], EvidenceCase.ExhibitsMaximum + 1)],
        };
        Assert.True(EvidenceCase.TryParse(many.Encode().Span, out var read));
        Assert.Equal((EvidenceCase.VotesMaximum, EvidenceCase.ExhibitsMaximum), (read.Votes.Length, read.Exhibits.Length));
    }

    private static EvidenceCase Sample() => new(
        CaseKind.Differed, new RequestId(new HostId(1), new Incarnation(7), 9), new SequenceNumber(12), new Instant(34),
        "request"u8.ToArray(), Agreed,
        [new CastVote(new ReplicaId(new HostId(1), 1), Agreed), new CastVote(new ReplicaId(new HostId(2), 3), Wrong)],
        [
            new Exhibit(null, Agreed, "reply"u8.ToArray(), default, string.Empty),
            new Exhibit(new ReplicaId(new HostId(2), 3), Wrong, "other"u8.ToArray(), "rows"u8.ToArray(), "it lies"),
        ]);
}
