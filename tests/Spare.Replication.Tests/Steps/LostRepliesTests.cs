using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

/// <summary>What was decided does not depend any more on the replica that gave it.</summary>
public sealed class LostRepliesTests
{
    [Fact]
    public void A_decided_read_is_answered_after_its_replica_was_succeeded_by_the_woken_one()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Settle(1, "w", "x");
        scene.Executed(2, Say.Result("r"));
        scene.ReadVote(Say.Two, 2, Say.Vote("r"));
        scene.Other(Say.Two, Say.Write);
        scene.Wake(3);
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(2)));
        Assert.Equal(Say.Replica(Say.One, 2), scene.State.Active);
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void A_settled_write_is_answered_after_the_woken_replica_that_gave_its_reply_was_put_back()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Failed(Outcome.TimedOut));
        scene.WriteVote(Say.One, 1, Say.Failed(Outcome.TimedOut).Vote);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.Wake(1);
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, 2)));
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(write));
    }

    [Fact]
    public void A_write_set_that_only_the_woken_replica_gave_waits_for_the_lower_one_after_it_was_put_back()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("b", "y"));
        scene.WriteVote(Say.One, 1, Say.Vote("b", "y"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 2);
        scene.Other(Say.Two, Say.Write);
        scene.Wake(2);
        scene.Executed(2, Say.Result("c", "z"), generation: 2);
        scene.WriteVote(Say.One, 2, Say.Vote("c", "z"), generation: 2);
        scene.WriteVote(Say.Two, 2, Say.Vote("c", "z"));
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, 2)));
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "x"u8.ToArray()));
        Assert.Equal(
            [Say.At(1), Say.At(2)], scene.Wanted<ManagerEffect.AppendToJournal>().Select(append => append.Update.Sequence));
    }

    [Fact]
    public void A_client_whose_agreed_reply_did_not_come_before_an_epoch_is_told_that_its_outcome_is_open()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("b"));
        scene.WriteVote(Say.One, 1, Say.Vote("b"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Refused(write));
        scene.Join();
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
    }
}
