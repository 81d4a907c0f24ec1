using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Activation;

public sealed class DisputesTests
{
    [Fact]
    public void A_disputed_read_is_executed_on_the_write_path_with_the_time_and_the_seed_that_it_had()
    {
        var scene = Disputed(out var read);
        var (first, second) = (
            scene.Wanted<ManagerEffect.Execute>().First().Request, scene.Wanted<ManagerEffect.Execute>().Last().Request);
        Assert.Equal((Say.At(2), RouteClass.Write), (second.Sequence, second.Class));
        Assert.Equal((first.Id, first.Time, first.Seed), (second.Id, second.Time, second.Seed));
        scene.Settle(2, "a");
        Assert.True(scene.Answered(read));
        Assert.Equal("a"u8, Assert.Single(scene.Wanted<ManagerEffect.Answer>()).Reply.Span);
    }

    [Fact]
    public void The_outcome_convicts_whoever_answered_otherwise_at_the_first_place()
    {
        var scene = Disputed(out _);
        scene.Settle(2, "a");
        Assert.Equal(
            new ReplicaConvicted(scene.Epoch, Say.Replica(Say.Two), Say.At(1)),
            Assert.Single(scene.Sent<ReplicaConvicted>()));
    }

    [Fact]
    public void The_outcome_proves_nothing_when_an_update_was_agreed_between_the_two_places()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.Other(Say.Two, Say.Write);
        scene.Settle(2, "w", "x");
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        scene.Settle(3, "c");
        Assert.Empty(scene.Sent<ReplicaConvicted>());
    }

    /// <summary>The write may have been voided between the two places: then the first one read what was never agreed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_outcome_proves_nothing_when_a_lower_write_was_not_settled_at_the_end_of_the_epoch(bool settled)
    {
        var scene = Patient();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w"));
        scene.Executed(2, Say.Result("a"));
        if (settled)
        {
            scene.WriteVote(Say.One, 1, Say.Vote("w"));
            scene.WriteVote(Say.Two, 1, Say.Vote("w"));
        }

        scene.Join();
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        if (!settled)
        {
            scene.Void(1);
        }

        foreach (var host in scene.Options.Hosts)
        {
            scene.WriteVote(host, 3, Say.Vote("b"), generation: settled ? 1U : 2U);
        }

        Assert.Equal(Say.At(3), scene.State.Position);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Equal(settled, scene.Sent<ReplicaConvicted>().Any());
    }

    [Fact]
    public void A_disputed_read_on_which_replicas_differ_again_asks_for_help()
    {
        var scene = Disputed(out var read);
        scene.Executed(2, Say.Result("a"));
        scene.WriteVote(Say.One, 2, Say.Vote("a"));
        scene.WriteVote(Say.Two, 2, Say.Vote("b"));
        Assert.Equal(new HelpAsked(scene.Epoch, Say.At(2), 1, 1), Assert.Single(scene.Sent<HelpAsked>()));
        scene.Wake(2);
        scene.Executed(2, Say.Result("a"), generation: 2);
        scene.WriteVote(Say.One, 2, Say.Vote("a"), generation: 2);
        Assert.True(scene.Answered(read));
        Assert.Equal(Say.Replica(Say.Two), scene.Sent<ReplicaConvicted>().Single().Replica);
    }

    [Fact]
    public void A_read_that_was_late_asks_for_help_at_once_at_its_second_place()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        Assert.Equal(new HelpAsked(scene.Epoch, Say.At(2), 1, 1), Assert.Single(scene.Sent<HelpAsked>()));
    }

    [Fact]
    public void A_disputed_read_that_comes_into_the_order_between_two_epochs_is_refused_when_clients_do_not_wait_any_more()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        var disputed = Assert.Single(scene.Sent<ReadDisputed>());
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.Deliver(Say.One, disputed);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(read));
        Assert.Equal(Say.At(1), scene.State.Position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disputed_read_of_the_last_epoch_is_ordered_again_in_the_next(bool between)
    {
        var scene = Patient();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        var disputed = Assert.Single(scene.Sent<ReadDisputed>());
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        if (between)
        {
            scene.Deliver(Say.One, disputed);
        }

        scene.Join();
        if (!between)
        {
            scene.Deliver(Say.One, disputed);
        }

        Assert.Equal(Say.At(1), scene.State.Position);
        Assert.Empty(scene.Refused(read));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>(), sent => sent.Epoch == scene.Epoch));
        scene.Settle(2, "a");
        Assert.True(scene.Answered(read));
        Assert.Single(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_disputed_read_whose_client_has_waited_too_long_for_the_next_epoch_is_refused_and_not_ordered_again()
    {
        var scene = Patient();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        scene.Pass(scene.Options.ServingPatience);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(read));
        scene.Join();
        Assert.Single(scene.Sent<ReadDisputed>());
        Assert.Equal(0, scene.Load.InFlight);
    }

    [Fact]
    public void A_disputed_read_that_cannot_be_decided_is_refused_and_leaves_nothing_behind()
    {
        var scene = Disputed(out var read);
        scene.Passives(PassiveState.None);
        scene.Executed(2, Say.Result("a"));
        scene.WriteVote(Say.One, 2, Say.Vote("a"));
        scene.WriteVote(Say.Two, 2, Say.Vote("b"));
        Assert.Equal([RefusalReason.Voided], scene.Refused(read));
        Assert.Equal((0, 0), (scene.Load.Window, scene.Load.InFlight));
    }

    [Fact]
    public void A_dispute_in_another_hosts_name_changes_nothing()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        scene.Deliver(Say.Two, Assert.Single(scene.Sent<ReadDisputed>()));
        Assert.Equal(Say.At(1), scene.State.Position);
    }

    /// <summary>Clients wait for the next epoch.</summary>
    private static Scene Patient() =>
        Scene.Serving(change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) });

    /// <summary>The replicas of the two hosts answered differently, and the read has its second place.</summary>
    private static Scene Disputed(out RequestId read)
    {
        var scene = Scene.Serving();
        read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        return scene;
    }
}
