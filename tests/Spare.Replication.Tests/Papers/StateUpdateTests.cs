using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 3, one test each.</summary>
public sealed class StateUpdateTests
{
    [Fact]
    [Trait("Section", "3")]
    public void There_are_f_plus_1_active_and_as_many_passive_replicas_on_f_plus_1_hosts()
    {
        var threshold = new FaultThreshold(2);
        Assert.Equal((3, 3, 3), (threshold.ActiveReplicas, threshold.PassiveReplicas, threshold.Hosts));
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void A_hash_over_the_state_update_goes_through_the_group_communication()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("a", "update"));
        Assert.Equal(Say.Digest("update"), Assert.Single(scene.Sent<WriteVoted>()).Vote.WriteSet);
        Assert.Empty(scene.Wanted<ManagerEffect.SendVote>());
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void Every_manager_votes_on_the_update_independently_also_when_it_has_no_client()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "update");
        Assert.Equal(new UpdateNumber(1), scene.State.LastUpdate);
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void An_update_is_enqueued_once_enough_matching_hashes_prove_it_correct_and_not_before()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("a", "update"));
        foreach (var host in scene.Options.Hosts)
        {
            Assert.Equal(0, scene.State.Buffered);
            scene.WriteVote(host, 1, Say.Vote("a", "update"));
        }

        Assert.Equal(1, scene.State.Buffered);
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void On_differing_hashes_the_passive_replica_is_woken_and_processes_the_request_again()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("a", "update"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "update"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "other"));
        Assert.Equal(0, scene.State.Buffered);
        scene.Wake(1);
        Assert.Equal(Say.Replica(Say.One, 2), scene.Wanted<ManagerEffect.Execute>().Last().Replica);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "update"), generation: 2);
        Assert.Equal(1, scene.State.Buffered);
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void Differing_hashes_keep_the_update_out_of_the_buffer_when_there_is_no_passive_replica()
    {
        // Divergence: then the write is undone on all active replicas.
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("a", "update"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "update"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "other"));
        Assert.Equal(0, scene.State.Buffered);
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void Hashes_that_do_not_come_in_time_keep_the_update_out_of_the_buffer_when_there_is_no_passive_replica()
    {
        // Divergence: then the write is undone on all active replicas.
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        scene.Executed(1, Say.Result("a", "update"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "update"));
        scene.Pass(2 * Scene.Deadline);
        Assert.Single(scene.Sent<VoidProposed>());
        scene.Void(1);
        Assert.Equal(0, scene.State.Buffered);
        Assert.Null(scene.State.FirstUnsettled);
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void When_k_updates_are_buffered_the_passive_replica_gets_them_and_the_buffer_is_emptied()
    {
        var scene = Scene.Serving(change: options => options with
        {
            Updates = new UpdateBufferOptions(3, TimeSpan.FromHours(1), 10, 1_000),
        });
        for (var position = 1UL; position <= 3; position++)
        {
            Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
            scene.Other(Say.Two, Say.Write);
            scene.Settle(position, "a", $"update {position}");
        }

        var update = Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>());
        Assert.Equal([Say.At(1), Say.At(2), Say.At(3)], update.Updates.Select(buffered => buffered.Sequence));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(3)));
        Assert.Equal(0, scene.State.Buffered);
    }

    [Fact]
    [Trait("Section", "3.2")]
    public void The_default_k_is_that_of_the_papers_evaluation() =>
        Assert.Equal(200, UpdateBufferOptions.Default.Interval);

    [Fact]
    [Trait("Section", "3.2")]
    public void A_request_that_modified_nothing_makes_no_update()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a");
        Assert.Equal(UpdateNumber.None, scene.State.LastUpdate);
    }

    [Fact]
    [Trait("Section", "3.3")]
    public void A_replica_is_replaced_by_the_passive_one_with_the_buffered_updates_and_loses_whatever_else_it_had()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "agreed");
        scene.Other(Say.Two, Say.Write);
        scene.Executed(2, Say.Result("b", "never agreed"));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        var start = Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal([Say.At(1)], start.Updates.Select(update => update.Sequence));
    }
}
