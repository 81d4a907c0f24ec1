using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 4.1.3, one test each: answers that do not come.</summary>
[Trait("Section", "4.1.3")]
public sealed class TimingViolationTests
{
    [Fact]
    public void The_timer_starts_with_the_first_reply_and_asks_for_as_many_as_are_missing()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Own(Say.Write);
        scene.Pass(Scene.Deadline);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Pass(Instant.Tick);
        Assert.Equal(2, Assert.Single(scene.Sent<HelpAsked>()).Needed);
    }

    [Fact]
    public void The_timer_is_stopped_when_enough_matching_replies_are_there()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Settle(1, "a");
        scene.Pass(2 * Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
    }

    [Fact]
    public void A_silent_replica_is_suspected_and_not_convicted_and_the_client_is_answered()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline + Instant.Tick);
        scene.Echo();
        scene.Offer(Say.One, 1);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(1, Say.Result("a"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a"), generation: 2);
        Assert.Equal(
            new ReplicaSuspected(scene.Epoch, Say.Replica(Say.Two), Say.At(1)),
            Assert.Single(scene.Sent<ReplicaSuspected>()));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        Assert.Empty(scene.Refused(write));
    }

    [Fact]
    public void A_suspected_replica_is_replaced_only_at_a_threshold() =>
        Assert.Equal(100, new Scene().Options.SuspicionThreshold);
}
