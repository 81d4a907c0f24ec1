using Spare.Protocol.Evidence;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Evidence;

public sealed class ExplanationTests
{
    private static readonly HostId One = new(1);
    private static readonly HostId Two = new(2);
    private static readonly byte[] Right = Http.Messages.Reply(200, new FieldList(), "right"u8);
    private static readonly byte[] Wrong = Http.Messages.Reply(200, new FieldList(), "wrong"u8);
    private static readonly Vote RightVote = new(Outcome.Replied, Digest.Of(Right), default);
    private static readonly Vote WrongVote = new(Outcome.Replied, Digest.Of(Wrong), default);

    [Fact]
    public void What_one_host_lacks_another_one_has()
    {
        var differed = Case(CaseKind.Differed) with
        {
            Agreed = RightVote,
            Votes = [Cast(Two, 1, WrongVote), Cast(One, 1, RightVote), Cast(Two, 2, RightVote)],
        };
        var explained = Assert.Single(Explanation.Of(
        [
            (One, differed with { Exhibits = [Exhibit(One, 1, RightVote, Right)] }),
            (Two, differed with { Exhibits = [Exhibit(Two, 1, WrongVote, Wrong)] }),
        ]));
        Assert.Equal(("h1/9", "POST /bids", 4), (explained.Request, explained.Line, explained.BodyBytes));
        Assert.Equal([One, Two], explained.Hosts.ToArray());
        Assert.Equal(
            [AnswerStanding.Agreed, AnswerStanding.Convicted, AnswerStanding.Agreed],
            explained.Answers.Select(answer => answer.Standing));
        var difference = Assert.Single(explained.Answers[1].Differences);
        Assert.Equal("body from byte 0", difference.Part);
        Assert.Equal(("right (5 bytes)", "wrong (5 bytes)"), (difference.Expected, difference.Given));
        Assert.Empty(explained.Answers[0].Differences);
    }

    [Fact]
    public void Without_the_contents_the_digests_are_told()
    {
        var explained = Assert.Single(Explanation.Of(
        [
            (One, Case(CaseKind.Differed) with
            {
                Agreed = RightVote, Votes = [Cast(One, 1, RightVote), Cast(Two, 1, WrongVote)],
            }),
        ]));
        var difference = Assert.Single(explained.Answers[1].Differences);
        Assert.Equal(($"{RightVote.Reply}", $"{WrongVote.Reply}"), (difference.Expected, difference.Given));
    }

    [Fact]
    public void Where_nothing_was_agreed_nobody_is_convicted()
    {
        var explained = Assert.Single(Explanation.Of(
        [
            (One, Case(CaseKind.Voided) with
            {
                Votes = [Cast(One, 1, RightVote), Cast(Two, 1, new Vote(Outcome.TimedOut, default, default)), Cast(Two, 2, WrongVote)],
            }),
        ]));
        Assert.Equal(new ReplicaId(One, 1), explained.ComparedWith);
        Assert.Equal(
            [AnswerStanding.Undecided, AnswerStanding.Late, AnswerStanding.Undecided],
            explained.Answers.Select(answer => answer.Standing));
        Assert.Equal(new Difference("outcome", "Replied", "TimedOut"), Assert.Single(explained.Answers[1].Differences));
    }

    [Fact]
    public void A_replica_that_ended_is_told_with_its_reason_once()
    {
        var died = Case(CaseKind.Died) with
        {
            Exhibits = [Exhibit(Two, 1, new Vote(Outcome.ServiceDied, default, default), default) with { Detail = "killed" }],
        };
        var explained = Assert.Single(Explanation.Of([(Two, died), (Two, died)]));
        var answer = Assert.Single(explained.Answers);
        Assert.Equal((new ReplicaId(Two, 1), AnswerStanding.Ended, "killed"), (answer.Replica, answer.Standing, answer.Detail));
    }

    [Fact]
    public void Each_position_of_a_request_is_explained_for_itself()
    {
        var explained = Explanation.Of(
        [
            (One, Case(CaseKind.Differed) with { Sequence = new SequenceNumber(8) }),
            (One, Case(CaseKind.Disputed)),
        ]);
        Assert.Equal([7ul, 8ul], explained.Select(one => one.Sequence.Value));
    }

    private static EvidenceCase Case(CaseKind kind) => new(
        kind, new RequestId(One, new Incarnation(3), 9), new SequenceNumber(7), new Instant(1),
        Http.Messages.Request("POST", "/bids", new FieldList(), "body"u8), null, [], []);

    private static CastVote Cast(HostId host, uint generation, Vote vote) => new(new ReplicaId(host, generation), vote);

    private static Exhibit Exhibit(HostId host, uint generation, Vote vote, byte[]? reply) =>
        new(new ReplicaId(host, generation), vote, reply, default, string.Empty);
}
