using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Activation;

public sealed class ConvictionsTests
{
    [Fact]
    public void Every_manager_convicts_the_replica_of_its_own_host_that_was_wrong_about_a_write()
    {
        var scene = Differ("wrong", "x");
        Assert.Equal(
            new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(1)),
            Assert.Single(scene.Sent<ReplicaConvicted>()));
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Reported(ReportKind.ReplicaConvicted)).Replica);
    }

    [Fact]
    public void A_wrong_write_set_convicts_as_a_wrong_reply_does()
    {
        var scene = Differ("a", "wrong");
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
    }

    [Fact]
    public void A_manager_convicts_nobody_of_another_host_for_a_write()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("wrong"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_replica_that_did_not_answer_in_time_is_replaced_by_its_manager_and_not_convicted()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        scene.Executed(1, Say.Failed(Outcome.TimedOut));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaReplaced>()).Replica);
    }

    [Fact]
    public void A_replica_that_answers_a_settled_write_otherwise_is_convicted_then()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.Executed(1, Say.Result("wrong"));
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
    }

    [Fact]
    public void A_replica_is_convicted_once_in_an_epoch()
    {
        var scene = Scene.Serving();
        for (var position = 1UL; position <= 2; position++)
        {
            scene.Own(Say.Write);
            scene.WriteVote(Say.Two, position, Say.Vote("a"));
        }

        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        scene.WriteVote(Say.Two, 2, Say.Vote("a"), generation: 2);
        scene.Executed(1, Say.Result("wrong"));
        scene.Executed(2, Say.Result("wrong"));
        Assert.Single(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_replica_is_not_convicted_for_a_request_that_its_manager_did_not_give_it()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        for (var generation = 1U; generation <= 2; generation++)
        {
            scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
            scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
            scene.Step(new ManagerEvent.PassiveMade(default));
            scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation + 1)));
            scene.Step(new ManagerEvent.PassiveMade(default));
        }

        Assert.Equal(Outcome.ServiceDied, Assert.Single(scene.Sent<WriteVoted>()).Vote.Outcome);
        scene.WriteVote(Say.One, 1, Say.Failed(Outcome.ServiceDied).Vote, generation: 3);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    [Theory]
    [InlineData(Outcome.Replied, true)]
    [InlineData(Outcome.Oversize, true)]
    [InlineData(Outcome.ServiceDied, false)]
    [InlineData(Outcome.TimedOut, false)]
    public void The_entry_manager_of_a_read_convicts_for_wrong_answers_and_not_for_none(Outcome outcome, bool convicts)
    {
        var scene = Scene.Serving(faults: 3);
        scene.Other(Say.Two, Say.Write);
        scene.Wake(1);
        scene.Executed(1, Say.Result("w"), generation: 2);
        scene.Settle(1, "w");
        scene.Own(Say.Read);
        scene.Executed(2, Say.Result("a"));
        scene.Executed(2, Say.Result("a"), generation: 2);
        scene.ReadVote(Say.Four, 2, Say.Failed(outcome).Vote);
        scene.ReadVote(Say.Two, 2, Say.Vote("a"));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.ReadVote(Say.Three, 2, Say.Vote("a"));
        Assert.Equal(
            convicts ? [Say.Replica(Say.Four)] : [], scene.Sent<ReplicaConvicted>().Select(message => message.Replica));
    }

    /// <summary>The replica of this host says this, and the two of host 2 say something else.</summary>
    private static Scene Differ(string reply, string wrote)
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result(reply, wrote));
        scene.WriteVote(Say.One, 1, Say.Vote(reply, wrote));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 2);
        return scene;
    }
}
