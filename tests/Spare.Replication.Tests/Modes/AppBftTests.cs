using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Modes;

/// <summary>2f + 1 active replicas that vote, and no passive ones (SPARE 6).</summary>
[Trait("Section", "6")]
public sealed class AppBftTests
{
    private readonly Scene scene = Scene.Serving(
        change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) }, mode: ReplicationMode.AppBft);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equal_replies_decide_as_soon_as_there_are_enough(bool isRead)
    {
        var request = scene.Own(isRead ? Say.Read : Say.Write);
        scene.Executed(1, Say.Result("a"));
        Assert.False(scene.Answered(request));

        scene.ReadVote(Say.Three, 1, Say.Vote("a"));

        Assert.True(scene.Answered(request));
        Assert.Empty(scene.Sent<WriteVoted>());
    }

    [Fact]
    public void A_wrong_replica_is_convicted_also_when_it_votes_last()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));
        Assert.True(scene.Answered(request));

        scene.ReadVote(Say.Two, 1, Say.Vote("b"));

        Assert.Equal(Say.Replica(Say.Two), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
    }

    [Fact]
    public void A_late_replica_is_not_convicted()
    {
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));
        scene.ReadVote(Say.Two, 1, Say.Failed(Outcome.TimedOut).Vote);

        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_convicted_replica_is_down_and_operators_are_told()
    {
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.Three), Say.At(1)));
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.Three), Say.At(2)));

        Assert.Contains(
            "down until all hosts are started anew", Assert.Single(scene.Reported(ReportKind.ReplicaRetired)).Text,
            StringComparison.Ordinal);
        Assert.True(scene.State.Serving);

        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.Two), Say.At(3)));
        Assert.Equal(
            "Fewer than 2 replicas are left, and there are no others to take their place.", scene.State.Reason);
    }

    [Fact]
    public void Where_the_own_replica_is_wrong_the_agreed_reply_comes_from_another_host()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("wrong"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));

        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
        Assert.Equal(new ReplyAsked(scene.Epoch, Say.Two, Say.At(1)), Assert.Single(scene.Sent<ReplyAsked>()));
        Assert.False(scene.Answered(request));

        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "b"u8.ToArray()));
        Assert.False(scene.Answered(request));
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "a"u8.ToArray()));
        Assert.Equal("a"u8.ToArray(), scene.Wanted<ManagerEffect.Answer>().Single().Reply.ToArray());
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void A_reply_that_does_not_come_is_asked_of_the_next_host_and_in_the_end_given_up()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("wrong"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));
        for (var i = 0; i < 4; i++)
        {
            scene.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([Say.Two, Say.Three, Say.Two, Say.Three], scene.Sent<ReplyAsked>().Select(asked => asked.Host));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(request));
    }

    [Fact]
    public void What_the_own_replica_said_is_shared_when_another_entry_asks()
    {
        scene.Other(Say.Two, Say.Write);
        Assert.True(scene.Wanted<ManagerEffect.Execute>().Single().KeepReply);
        scene.Executed(1, Say.Result("a"));

        scene.Deliver(Say.Two, new ReplyAsked(scene.Epoch, Say.Three, Say.At(1)));
        scene.Deliver(Say.Two, new ReplyAsked(scene.Epoch, Say.One, Say.At(2)));
        Assert.Empty(scene.Sent<ContentShared>());
        scene.Deliver(Say.Two, new ReplyAsked(scene.Epoch, Say.One, Say.At(1)));

        Assert.Equal(new ContentShared(Say.At(1), "a"u8.ToArray()), Assert.Single(scene.Sent<ContentShared>()));
    }

    [Fact]
    public void Without_enough_equal_replies_the_client_is_refused_and_nothing_executed_again()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        Assert.Empty(scene.Refused(request));
        scene.ReadVote(Say.Three, 1, Say.Vote("c"));

        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(request));
        Assert.Empty(scene.Sent<ReadDisputed>());
        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void That_replicas_are_gone_proves_nothing_against_one_that_answered()
    {
        var request = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.ReadVote(Say.Three, 1, Say.Failed(Outcome.ServiceDied).Vote);

        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(request));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void A_vote_of_the_last_epoch_counts_when_a_host_is_lost()
    {
        var request = scene.Own(Say.Write);
        var epoch = scene.Epoch;
        scene.Executed(1, Say.Result("a"));
        scene.Forget();
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]) { Left = [Say.Three], Down = [Say.Three] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        var own = scene.Sent<HostReady>().Last();
        scene.Deliver(Say.One, own);
        scene.Deliver(Say.Two, own with { Replica = Say.Replica(Say.Two) });
        Assert.False(scene.Answered(request));

        scene.Step(new ManagerEvent.VoteReceived(
            Say.Two, new ReadVoted(epoch, Say.Replica(Say.Two), Say.At(1), scene.OrderAt(1), Say.Vote("a"))));

        Assert.True(scene.Answered(request));
    }

    [Fact]
    public void A_replica_that_falls_too_far_behind_is_given_up()
    {
        var small = Scene.Serving(change: options => options with { InFlightMaximum = 1 }, mode: ReplicationMode.AppBft);
        for (var i = 0; i < small.Options.WindowMaximum; i++)
        {
            small.Other(Say.Two, Say.Write);
        }

        small.Pass(TimeSpan.FromMilliseconds(50));

        Assert.Equal(Say.Replica(Say.One), Assert.Single(small.Sent<ReplicaReplaced>()).Replica);
        small.Echo();
        Assert.Equal(0, small.Load.Window);
    }
}
