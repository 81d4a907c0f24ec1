using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 4.1.1, one test each: how passive replicas are woken and put back.</summary>
[Trait("Section", "4.1.1")]
public sealed class BasicMechanismTests
{
    [Fact]
    public void Every_manager_that_has_a_clean_passive_replica_offers_it()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.AskHelp(1);
        Assert.Equal(new HelpOffered(scene.Epoch, Say.One, Say.At(1), 1), Assert.Single(scene.Sent<HelpOffered>()));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void A_manager_without_a_clean_passive_replica_offers_nothing()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.PassiveLost("ended"));
        scene.Other(Say.Two, Say.Write);
        scene.AskHelp(1);
        Assert.Empty(scene.Sent<HelpOffered>());
    }

    [Fact]
    public void The_first_n_offers_in_the_order_of_their_delivery_select_the_replicas()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Other(Say.Two, Say.Write);
        scene.AskHelp(1);
        scene.Offer(Say.Three, 1);
        scene.Offer(Say.One, 1);
        scene.Offer(Say.Two, 1);
        Assert.Equal(
            [Say.Replica(Say.Three, 2)], scene.Reported(ReportKind.HelpTaken).Select(report => report.Replica!.Value));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void A_selected_replica_is_woken_with_the_updates_left_in_the_buffer_and_executes_the_request()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "x");
        scene.Other(Say.Two, Say.Write);
        scene.Forget();
        scene.AskHelp(2);
        scene.Offer(Say.One, 2);
        var start = Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal(Say.Replica(Say.One, 2), start.Replica);
        Assert.Equal([Say.At(1)], start.Updates.Select(update => update.Sequence));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        var execute = Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal((Say.Replica(Say.One, 2), Say.At(2)), (execute.Replica, execute.Request.Sequence));
        Assert.True(execute.KeepReply);
    }

    [Fact]
    public void Not_enough_replies_within_the_timeout_trigger_another_request_with_an_updated_n()
    {
        var scene = Scene.Serving(faults: 3);
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Equal((3, 1u), Round(Assert.Single(scene.Sent<HelpAsked>())));
        scene.Echo();
        scene.Offer(Say.Two, 1);
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        scene.WriteVote(Say.Three, 1, Say.Vote("a"));
        scene.Echo();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Echo();
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Equal((1, 2u), Round(Assert.Single(scene.Sent<HelpAsked>())));
    }

    [Fact]
    public void A_woken_replica_is_put_back_after_the_fault_was_handled_and_the_next_passive_one_is_made()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Wake(1);
        scene.Settle(1, "a", "x");
        scene.Pass(AwakeHold.Shortest - Instant.Tick);
        Assert.Empty(scene.Sent<ReplicaReplaced>());
        scene.Pass(Instant.Tick);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReplicaReplaced>()));
        Assert.Equal(Say.Replica(Say.One, 2), Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        Assert.Single(scene.Wanted<ManagerEffect.MakePassive>());
        Assert.Equal(Say.Replica(Say.One), scene.State.Active);
    }

    [Fact]
    public void A_woken_replica_stays_awake_while_the_request_that_it_was_woken_for_is_undecided()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Wake(1);
        scene.Pass(AwakeHold.Shortest + Instant.Tick);
        Assert.Empty(scene.Sent<ReplicaReplaced>());
    }

    [Fact]
    public void The_more_often_help_is_needed_the_longer_the_replica_stays_awake()
    {
        var scene = Scene.Serving();
        for (var position = 1UL; position <= 2; position++)
        {
            scene.Other(Say.Two, Say.Write);
            scene.Wake(position, generation: (uint)position + 1);
            scene.Settle(position, "a");
            scene.Forget();
            scene.Pass(AwakeHold.Shortest);
            if (position == 2)
            {
                Assert.Empty(scene.Sent<ReplicaReplaced>());
                scene.Pass(AwakeHold.Shortest);
            }

            scene.Deliver(Say.One, Assert.Single(scene.Sent<ReplicaReplaced>()));
            scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
            scene.Passives(PassiveState.Clean);
        }
    }

    [Fact]
    public void A_request_at_which_a_woken_replica_failed_as_well_is_voided_and_not_given_to_the_last_clean_one()
    {
        // Divergence: the paper wakes passive replicas as long as there are any.
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("b"));
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.WriteVote(Say.Two, 1, Say.Vote("c"), generation: 2);
        Assert.Equal([RefusalReason.Voided], scene.Refused(write));
        Assert.DoesNotContain(scene.Sent<HelpOffered>(), offer => offer.Round > 1);
    }

    private static (int Needed, uint Round) Round(HelpAsked asked) => (asked.Needed, asked.Round);
}
