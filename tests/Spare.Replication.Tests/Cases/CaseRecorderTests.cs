using Spare.Protocol;
using Spare.Protocol.Evidence;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Cases;

public sealed class CaseRecorderTests
{
    [Fact]
    public void A_write_on_which_all_agree_leaves_no_case()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Settle(1, "a", "x");
        Assert.Empty(Cases(scene));
    }

    [Fact]
    public void A_wrong_answer_is_kept_beside_the_agreed_one()
    {
        var scene = Scene.Serving();
        var request = scene.Own(Say.Write);
        WrongAtOne(scene);
        var kept = Assert.Single(Cases(scene));
        Assert.Equal((CaseKind.Differed, request, Say.At(1)), (kept.Kind, kept.Request, kept.Sequence));
        Assert.Equal([9], kept.Canonical.ToArray());
        Assert.Equal(Say.Vote("a", "x"), kept.Agreed);
        Assert.Equal(
            [
                new(Say.Replica(Say.One), Say.Vote("wrong", "y")), new(Say.Replica(Say.One, 2), Say.Vote("a", "x")),
                new(Say.Replica(Say.Two), Say.Vote("a", "x")),
            ],
            kept.Votes.ToArray());
        var wrong = Assert.Single(kept.Exhibits, exhibit => exhibit.Replica == Say.Replica(Say.One));
        Assert.Equal("wrong"u8, wrong.Reply.Span);
        Assert.Equal("y"u8, wrong.WriteSet.Span);
        var right = Assert.Single(kept.Exhibits, exhibit => exhibit.Replica == Say.Replica(Say.One, 2));
        Assert.Equal("a"u8, right.Reply.Span);
        Assert.Equal("x"u8, right.WriteSet.Span);
    }

    [Fact]
    public void A_host_that_no_client_asked_keeps_the_wrong_reply_of_its_replica_too()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        Assert.True(Assert.Single(scene.Wanted<ManagerEffect.Execute>()).KeepReply);
        WrongAtOne(scene);
        Assert.Equal("wrong"u8, Cases(scene).Single().Exhibits.First(of => of.Replica == Say.Replica(Say.One)).Reply.Span);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(11, 0)]
    public void A_long_reply_that_nobody_waits_for_is_not_held(int length, int kept)
    {
        var scene = Scene.Serving(change: options => options with { EvidenceReplyMaximum = 10 });
        scene.Other(Say.Two, Say.Write);
        WrongAtOne(scene, new string('w', length));
        Assert.Equal(kept, Cases(scene).Single().Exhibits.First(of => of.Replica == Say.Replica(Say.One)).Reply.Length);
    }

    [Fact]
    public void A_wrong_answer_that_comes_when_the_others_have_agreed_is_kept()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Own(Say.Write);
        foreach (var host in new[] { Say.Two, Say.Three })
        {
            scene.WriteVote(host, 1, Say.Vote("a", "x"));
        }

        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 2);
        Assert.Empty(Cases(scene));
        scene.Executed(1, Say.Result("late", "y"));
        var kept = Assert.Single(Cases(scene));
        Assert.Equal([new(Say.Replica(Say.One), Say.Vote("late", "y"))], kept.Votes.ToArray());
        Assert.Equal("late"u8, kept.Exhibits.Single(exhibit => exhibit.Replica is not null).Reply.Span);
    }

    [Fact]
    public void A_voided_write_is_kept_with_the_votes_that_did_not_decide_it()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("b"));
        var kept = Assert.Single(Cases(scene));
        Assert.Equal((CaseKind.Voided, null), (kept.Kind, kept.Agreed));
        Assert.Equal(2, kept.Votes.Length);
        Assert.Equal("a"u8, Assert.Single(kept.Exhibits).Reply.Span);
    }

    [Fact]
    public void A_request_at_which_a_replica_ended_is_kept_with_the_reason()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "The service ended."));
        var kept = Assert.Single(Cases(scene));
        Assert.Equal(CaseKind.Died, kept.Kind);
        Assert.Equal((Say.Replica(Say.One), "The service ended."), (kept.Exhibits[0].Replica, kept.Exhibits[0].Detail));
    }

    [Theory]
    [InlineData(ReplicationMode.Spare)]
    [InlineData(ReplicationMode.AppBft)]
    [InlineData(ReplicationMode.Crash)]
    public void A_request_of_which_the_service_died_is_kept_also_when_all_agree_on_that(ReplicationMode mode)
    {
        var scene = Scene.Serving(mode: mode);
        scene.Own(Say.Read);
        scene.Executed(1, Say.Failed(Outcome.ServiceDied) with { Detail = "It closed the connection." });
        foreach (var host in scene.Options.Hosts)
        {
            scene.ReadVote(host, 1, Say.Failed(Outcome.ServiceDied).Vote);
        }

        var kept = Assert.Single(Cases(scene));
        Assert.Equal((CaseKind.Died, Say.At(1)), (kept.Kind, kept.Sequence));
        Assert.Equal("It closed the connection.", Assert.Single(kept.Exhibits).Detail);
    }

    [Fact]
    public void A_death_that_is_said_and_seen_is_kept_once()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Failed(Outcome.ServiceDied));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "The service ended."));
        Assert.Single(Cases(scene));
    }

    [Fact]
    public void A_request_that_was_answered_before_a_replica_ended_is_not_kept()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Settle(1, "a");
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "The service ended."));
        Assert.Empty(Cases(scene));
    }

    [Fact]
    public void A_disputed_read_is_kept_at_its_place_and_its_outcome_later()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.One, 1, Say.Vote("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        var disputed = Assert.Single(Cases(scene));
        Assert.Equal((CaseKind.Disputed, read), (disputed.Kind, disputed.Request));
        Assert.Equal("a"u8, Assert.Single(disputed.Exhibits).Reply.Span);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        scene.Settle(2, "a");
        var decided = Cases(scene).Last();
        Assert.Equal((CaseKind.Differed, Say.At(1), Say.Vote("a")), (decided.Kind, decided.Sequence, decided.Agreed));
        Assert.Contains(new CastVote(Say.Replica(Say.Two), Say.Vote("b")), decided.Votes);
    }

    /// <summary>The active replica of this host is wrong; a woken one of it and the other host agree.</summary>
    private static void WrongAtOne(Scene scene, string reply = "wrong")
    {
        scene.Executed(1, Say.Result(reply, "y"));
        scene.WriteVote(Say.One, 1, Say.Vote(reply, "y"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.Wake(1);
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
    }

    private static IEnumerable<EvidenceCase> Cases(Scene scene) =>
        scene.Wanted<ManagerEffect.KeepEvidence>().Select(effect => effect.Case);
}
