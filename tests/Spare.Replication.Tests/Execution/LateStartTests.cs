using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Execution;

/// <summary>A replica is started with all agreed updates; what those contain it does not execute.</summary>
public sealed class LateStartTests
{
    [Fact]
    public void A_replica_that_is_started_late_skips_what_is_in_line_below_the_updates_that_it_has()
    {
        var scene = Waiting();
        scene.Other(Say.Two, Say.Write);
        scene.Other(Say.Two, Say.Read);
        scene.Other(Say.Two, Say.Write);
        Settle(scene, 1, "x");
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        Assert.Equal([Say.At(1)], Assert.Single(scene.Wanted<ManagerEffect.StartReplica>()).Updates.Select(u => u.Sequence));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        Assert.Equal([Say.At(2)], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence));
    }

    [Fact]
    public void A_read_below_the_last_update_would_see_too_new_a_state_and_is_skipped_as_well()
    {
        var scene = Waiting();
        scene.Other(Say.Two, Say.Read);
        scene.Other(Say.Two, Say.Write);
        scene.Other(Say.Two, Say.Read);
        Settle(scene, 2, "x");
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        Assert.Equal([Say.At(3)], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence));
    }

    [Fact]
    public void A_settled_write_that_changed_nothing_after_the_last_update_is_not_executed()
    {
        var scene = Waiting();
        scene.Other(Say.Two, Say.Write);
        Settle(scene, 1, wrote: "");
        scene.Other(Say.Two, Say.Write);
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        Assert.Equal([Say.At(2)], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Request.Sequence));
    }

    /// <summary>The replica of this host is gone, and there is no passive one to start the next from.</summary>
    private static Scene Waiting()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.PassiveLost("ended"));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Echo();
        return scene;
    }

    /// <summary>The two replicas of host 2 settle the lowest write; its bytes come from there.</summary>
    private static void Settle(Scene scene, ulong position, string wrote)
    {
        scene.AskHelp(position);
        scene.Offer(Say.Two, position);
        scene.WriteVote(Say.Two, position, Say.Vote("a", wrote));
        scene.WriteVote(Say.Two, position, Say.Vote("a", wrote), generation: 2);
        scene.Deliver(Say.Two, new ContentShared(Say.At(position), System.Text.Encoding.UTF8.GetBytes(wrote)));
    }
}
