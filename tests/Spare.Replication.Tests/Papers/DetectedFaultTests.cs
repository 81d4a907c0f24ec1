using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 4.1.2, one test each: answers that differ.</summary>
[Trait("Section", "4.1.2")]
public sealed class DetectedFaultTests
{
    [Theory]
    [InlineData("wrong", "x")]
    [InlineData("a", "wrong")]
    public void A_wrong_reply_or_update_is_masked_and_its_replica_convicted(string reply, string wrote)
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result(reply, wrote));
        scene.WriteVote(Say.One, 1, Say.Vote(reply, wrote));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        scene.Wake(1);
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(write));
        Assert.Equal("a"u8, Assert.Single(scene.Wanted<ManagerEffect.Answer>()).Reply.Span);
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
    }

    [Theory]
    [InlineData("a", "a", "b", 1)]
    [InlineData("a", "b", "c", 2)]
    public void As_many_are_asked_for_as_the_largest_number_of_matching_replies_lacks(
        string one, string two, string three, int needed)
    {
        var scene = Scene.Serving(faults: 2);
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result(one));
        scene.WriteVote(Say.One, 1, Say.Vote(one));
        scene.WriteVote(Say.Two, 1, Say.Vote(two));
        Assert.Equal(one == two, !scene.Sent<HelpAsked>().Any());
        scene.WriteVote(Say.Three, 1, Say.Vote(three));
        Assert.Equal(needed, scene.Sent<HelpAsked>().Last().Needed);
    }

    [Fact]
    public void When_the_most_matching_replies_turn_out_to_be_wrong_more_are_asked_for()
    {
        var scene = Scene.Serving(faults: 2);
        var write = scene.Own(Say.Write);
        scene.WriteVote(Say.Two, 1, Say.Vote("wrong"));
        scene.WriteVote(Say.Three, 1, Say.Vote("wrong"));
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        Assert.Equal((1, 1u), Round(Assert.Single(scene.Sent<HelpAsked>())));
        scene.AskHelp(1);
        scene.Offer(Say.One, 1);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
        Assert.Equal((1, 2u), Round(scene.Sent<HelpAsked>().Last()));
        scene.AskHelp(1, needed: 1, round: 2);
        scene.Offer(Say.Two, 1, round: 2);
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), generation: 2);
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.Empty(scene.Refused(write));
        Assert.Null(scene.State.FirstUnsettled);
    }

    [Fact]
    public void The_agreed_reply_is_ordered_from_a_host_that_has_it()
    {
        // Divergence: the host that has it shares it without being asked; all managers know who lacks it.
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("wrong"));
        scene.WriteVote(Say.One, 1, Say.Vote("wrong"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.False(scene.Answered(write));
        scene.Deliver(Say.Two, new ContentShared(Say.At(1), "a"u8.ToArray()));
        Assert.True(scene.Answered(write));
    }

    [Fact]
    public void A_convicted_replica_is_destroyed_and_the_local_passive_one_becomes_active()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(1)));
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        Assert.Equal(Say.Replica(Say.One, 2), Assert.Single(scene.Wanted<ManagerEffect.StartReplica>()).Replica);
        Assert.Equal(Say.Replica(Say.One, 2), scene.State.Active);
    }

    [Fact]
    public void A_replica_that_was_woken_on_the_host_of_the_convicted_one_goes_on_as_the_active_one()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Wake(1);
        scene.Forget();
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(1)));
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal(Say.Replica(Say.One, 2), scene.State.Active);
        Assert.True(scene.State.ActiveReady);
    }

    [Fact]
    public void A_conviction_of_another_epoch_or_of_a_replica_that_is_gone_changes_nothing()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.Two, new ReplicaConvicted(new Epoch(9), Say.Replica(Say.One), Say.At(1)));
        scene.Deliver(Say.Two, new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One, 7), Say.At(1)));
        Assert.Empty(scene.Wanted<ManagerEffect.EndReplica>());
    }

    private static (int Needed, uint Round) Round(HelpAsked asked) => (asked.Needed, asked.Round);
}
