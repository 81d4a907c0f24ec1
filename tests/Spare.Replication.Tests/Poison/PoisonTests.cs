using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Poison;

public sealed class PoisonTests
{
    [Theory]
    [InlineData(Outcome.ServiceDied, QuarantineReason.ReplicasDied)]
    [InlineData(Outcome.TimedOut, QuarantineReason.Voided)]
    [InlineData(Outcome.WriteSetRefused, QuarantineReason.Voided)]
    public void A_write_at_which_enough_replicas_failed_is_quarantined(Outcome outcome, QuarantineReason reason)
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        Vote(scene, Say.Failed(outcome).Vote, Say.Failed(outcome).Vote);
        var sent = Assert.Single(scene.Sent<RequestQuarantined>());
        Assert.Equal((Say.At(1), reason), (sent.Sequence, sent.Reason));
        scene.Deliver(Say.One, sent);
        Assert.Null(scene.Arrive(Say.Write));
        Assert.Equal(
            RefusalReason.Quarantined, Assert.IsType<ManagerEffect.Refuse>(Assert.Single(scene.Effects)).Refusal.Reason);
        Assert.Equal(sent.Likeness, Assert.Single(scene.State.Quarantined).Likeness);
        Assert.Single(scene.Reported(ReportKind.RequestQuarantined));
    }

    [Theory]
    [InlineData(Outcome.Oversize)]
    [InlineData(Outcome.Malformed)]
    public void A_reply_that_is_of_no_use_harms_no_replica(Outcome outcome)
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        Vote(scene, Say.Failed(outcome).Vote, Say.Failed(outcome).Vote);
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void One_replica_that_answers_wrongly_proves_nothing_about_the_request()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("wrong", "y"));
        Vote(scene, Say.Vote("wrong", "y"), Say.Vote("a", "x"));
        scene.Wake(1);
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"), generation: 2);
        Assert.Single(scene.Sent<ReplicaConvicted>());
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void One_wrong_replica_proves_nothing_when_the_write_is_voided_because_nobody_can_help()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        Vote(scene, Say.Vote("wrong", "y"), Say.Vote("a", "x"));
        Assert.Single(scene.Reported(ReportKind.WriteVoided));
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void A_write_that_is_undone_again_and_again_is_quarantined_although_nobody_can_help(int faults, uint times)
    {
        var scene = Scene.Serving(faults);
        scene.Passives(PassiveState.None);
        for (uint time = 1; time <= times; time++)
        {
            Assert.Empty(scene.Sent<RequestQuarantined>());
            scene.Own(Say.Write);
            Undo(scene, time);
        }

        var sent = Assert.Single(scene.Sent<RequestQuarantined>());
        Assert.Equal((Say.At(times), QuarantineReason.VoidedAgain), (sent.Sequence, sent.Reason));
    }

    [Fact]
    public void Writes_that_are_undone_at_different_entries_are_counted_together()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        Undo(scene, 1);
        scene.Own(Say.Write);
        Undo(scene, 2);
        Assert.Single(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void The_epoch_makes_no_difference_to_what_was_undone_before()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        Undo(scene, 1);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Join();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        scene.WriteVote(Say.One, 2, Say.Vote("a"), 2);
        scene.WriteVote(Say.Two, 2, Say.Vote("b"), 1);
        Assert.Single(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void What_an_operator_has_accepted_is_counted_anew()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        Undo(scene, 1);
        scene.Deliver(Say.Two, new QuarantineReleased(
            scene.Epoch, Say.Two, Protocol.Http.Likeness.Of(new byte[] { 9 }), 5));
        scene.Own(Say.Write);
        Undo(scene, 2);
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void Silence_proves_nothing_however_often()
    {
        var scene = Scene.Serving();
        for (ulong position = 1; position <= 3; position++)
        {
            scene.Own(Say.Write);
            scene.WriteVote(Say.One, position, Say.Vote("a"), (uint)position);
            scene.Void(position);
        }

        Assert.Equal(3, scene.Reported(ReportKind.WriteVoided).Count());
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void A_write_that_the_woken_replica_answered_otherwise_again_is_quarantined()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        Vote(scene, Say.Vote("a"), Say.Vote("b"));
        scene.Wake(1);
        scene.WriteVote(Say.One, 1, Say.Vote("c"), generation: 2);
        Assert.Equal(QuarantineReason.Voided, Assert.Single(scene.Sent<RequestQuarantined>()).Reason);
    }

    /// <summary>The third host's vote is that of its manager, about two replicas that ended before the second host's was woken.</summary>
    [Fact]
    public void Replicas_that_failed_one_after_the_other_prove_nothing_about_the_request()
    {
        var scene = Scene.Serving(faults: 2);
        Dispute(scene, Say.Failed(Outcome.ServiceDied).Vote);
        Assert.Single(scene.Reported(ReportKind.WriteVoided));
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void Replicas_that_fail_at_one_time_prove_something_whichever_hosts_they_are_on()
    {
        var scene = Scene.Serving(faults: 2);
        Dispute(scene, Say.Vote("c"));
        Assert.Equal(QuarantineReason.Voided, Assert.Single(scene.Sent<RequestQuarantined>()).Reason);
    }

    /// <summary>
    /// Two of the second host and one of the third: one of these votes may be that of a manager, about replicas that ended before
    /// the others were faulty.
    /// </summary>
    [Fact]
    public void Deaths_on_fewer_hosts_than_serve_decide_nothing_and_prove_nothing()
    {
        var scene = Scene.Serving(faults: 2);
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.WriteVote(Say.Three, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.AskHelp(1);
        scene.Offer(Say.Two, 1);
        scene.Passives(PassiveState.None);
        scene.WriteVote(Say.Two, 1, Say.Failed(Outcome.ServiceDied).Vote, generation: 2);
        Assert.Equal([RefusalReason.Voided], scene.Refused(write));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void Deaths_on_all_hosts_that_serve_decide_it_whoever_answers_besides()
    {
        var scene = Scene.Serving(faults: 2);
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Failed(Outcome.ServiceDied));
        scene.WriteVote(Say.One, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.WriteVote(Say.Two, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.WriteVote(Say.Three, 1, Say.Vote("a"));
        scene.AskHelp(1);
        scene.Offer(Say.Three, 1);
        scene.WriteVote(Say.Three, 1, Say.Failed(Outcome.ServiceDied).Vote, generation: 2);
        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(write));
    }

    [Fact]
    public void Deaths_prove_something_beside_failures_of_all_other_hosts()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        Vote(scene, Say.Failed(Outcome.ServiceDied).Vote, Say.Failed(Outcome.TimedOut).Vote);
        Assert.Equal(QuarantineReason.Voided, Assert.Single(scene.Sent<RequestQuarantined>()).Reason);
    }

    [Fact]
    public void Silence_proves_nothing_about_the_request()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        scene.Deliver(Say.One, new VoidConfirmed(scene.Epoch, Say.One, Say.At(1)));
        scene.Deliver(Say.Two, new VoidConfirmed(scene.Epoch, Say.Two, Say.At(1)));
        Assert.Single(scene.Reported(ReportKind.WriteVoided));
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void A_read_at_which_enough_replicas_ended_is_quarantined_by_its_entry_manager()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Executed(1, Say.Failed(Outcome.ServiceDied));
        scene.ReadVote(Say.One, 1, Say.Failed(Outcome.ServiceDied).Vote);
        scene.ReadVote(Say.Two, 1, Say.Failed(Outcome.ServiceDied).Vote);
        Assert.Equal(QuarantineReason.ReplicasDied, Assert.Single(scene.Sent<RequestQuarantined>()).Reason);
    }

    [Fact]
    public void The_entry_manager_speaks_for_all()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        Vote(scene, Say.Failed(Outcome.ServiceDied).Vote, Say.Failed(Outcome.ServiceDied).Vote);
        Assert.Empty(scene.Sent<RequestQuarantined>());
    }

    [Fact]
    public void What_another_manager_found_is_refused_here_until_an_operator_releases_it()
    {
        var scene = Scene.Serving();
        var likeness = Protocol.Http.Likeness.Of(new byte[] { 9 });
        scene.Deliver(Say.Two, new RequestQuarantined(
            scene.Epoch, Say.Two, Say.At(7), likeness, QuarantineReason.ReplicasDied));
        Assert.Null(scene.Arrive(Say.Write));
        scene.Step(new ManagerEvent.ReleaseAsked(5, likeness));
        var release = Assert.Single(scene.Sent<QuarantineReleased>());
        Assert.Null(scene.Arrive(Say.Write));
        scene.Deliver(Say.One, release);
        Assert.Equal(new ManagerEffect.ReleaseDone(5, null), scene.Effects.OfType<ManagerEffect.ReleaseDone>().Single());
        Assert.NotNull(scene.Arrive(Say.Write));
        Assert.Empty(scene.State.Quarantined);
    }

    [Fact]
    public void A_message_of_another_epoch_or_in_another_hosts_name_changes_nothing()
    {
        var scene = Scene.Serving();
        var likeness = Protocol.Http.Likeness.Of(new byte[] { 9 });
        var message = new RequestQuarantined(new Epoch(9), Say.Two, Say.At(7), likeness, QuarantineReason.Voided);
        scene.Deliver(Say.Two, message);
        scene.Deliver(Say.One, message with { Epoch = scene.Epoch });
        Assert.NotNull(scene.Arrive(Say.Write));
    }

    [Fact]
    public void At_the_beginning_of_an_epoch_hosts_that_came_back_are_told()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.Two, new RequestQuarantined(
            scene.Epoch, Say.Two, Say.At(7), Say.Digest("poison"), QuarantineReason.Voided));
        scene.Join();
        var told = Assert.Single(scene.Sent<QuarantineTold>());
        var other = Scene.Serving();
        other.Deliver(Say.Two, told with { Epoch = other.Epoch, Host = Say.Two });
        Assert.Equal(scene.State.Quarantined.ToArray(), other.State.Quarantined.ToArray());
    }

    [Fact]
    public void What_is_not_in_quarantine_cannot_be_released()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.ReleaseAsked(5, Say.Digest("a")));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<QuarantineReleased>()));
        Assert.NotNull(scene.Effects.OfType<ManagerEffect.ReleaseDone>().Single().Refusal);
    }

    [Fact]
    public void A_host_that_does_not_serve_releases_nothing()
    {
        var scene = new Scene();
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.ReleaseAsked(5, Say.Digest("a")));
        Assert.Empty(scene.Sent<QuarantineReleased>());
        Assert.NotNull(Assert.Single(scene.Wanted<ManagerEffect.ReleaseDone>()).Refusal);
    }

    /// <summary>The replicas of the first host agree, both of the second one fail, and nobody can help any more.</summary>
    private static void Dispute(Scene scene, Vote three)
    {
        scene.Own(Say.Write);
        Vote(scene, Say.Vote("a"), Say.Failed(Outcome.Oversize).Vote);
        scene.WriteVote(Say.Three, 1, three);
        scene.AskHelp(1, needed: 2);
        scene.Deliver(Say.One, new HelpOffered(scene.Epoch, Say.One, Say.At(1), 1));
        scene.Deliver(Say.Two, new HelpOffered(scene.Epoch, Say.Two, Say.At(1), 1));
        scene.WriteVote(Say.One, 1, Say.Vote("a"), generation: 2);
        scene.WriteVote(Say.Two, 1, Say.Failed(Outcome.Malformed).Vote, generation: 2);
    }

    /// <summary>One replica answers otherwise than the others, and nobody can help.</summary>
    private static void Undo(Scene scene, uint time)
    {
        foreach (var host in scene.Options.Hosts)
        {
            scene.WriteVote(host, time, Say.Vote(host == Say.Two ? "b" : "a"), time);
        }
    }

    private static void Vote(Scene scene, Vote one, Vote two)
    {
        scene.WriteVote(Say.One, 1, one);
        scene.WriteVote(Say.Two, 1, two);
    }
}
