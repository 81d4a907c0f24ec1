using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

public sealed class WriteTests
{
    [Fact]
    public void A_write_is_answered_once_it_is_agreed_and_in_the_journal()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        Assert.Equal(
            new WriteVoted(scene.Epoch, Say.Replica(Say.One), Say.At(1), Say.Vote("a", "x")),
            Assert.Single(scene.Sent<WriteVoted>()));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        var append = Assert.Single(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Equal(new UpdateNumber(1), append.Update.Number);
        Assert.Equal(Say.At(1), append.Update.Sequence);
        Assert.Equal("x"u8, append.Update.WriteSet.Span);
        Assert.Equal([9], append.Request.ToArray());
        Assert.Equal(scene.Wanted<ManagerEffect.Execute>().Single().Request.Time, append.Time);
        Assert.False(scene.Answered(write));
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(write));
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void A_journaled_write_carries_the_digest_of_all_verdicts_up_to_it()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "x");
        scene.Other(Say.Two, Say.Write);
        scene.Settle(2, "b", "y");
        var chains = scene.Wanted<ManagerEffect.AppendToJournal>().Select(append => append.Chain).ToArray();

        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]) { Left = [Say.Two] });

        Assert.Equal(scene.Sent<HostReady>().Last().Verdicts, chains[1]);
        Assert.NotEqual(chains[0], chains[1]);
    }

    [Fact]
    public void A_write_that_changed_nothing_is_answered_without_the_journal()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Settle(1, "a");
        Assert.True(scene.Answered(write));
        Assert.Empty(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Equal(UpdateNumber.None, scene.State.LastUpdate);
    }

    [Fact]
    public void Every_manager_settles_every_write_and_journals_it()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        scene.Settle(1, "a", "x");
        Assert.Single(scene.Wanted<ManagerEffect.AppendToJournal>());
        Assert.Empty(scene.Wanted<ManagerEffect.Answer>());
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void A_read_waits_for_the_journal_of_a_lower_write()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Settle(1, "a", "x");
        scene.Executed(2, Say.Result("r"));
        scene.ReadVote(Say.Two, 2, Say.Vote("r"));
        Assert.False(scene.Answered(read));
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void Writes_are_handed_over_in_order_and_no_further_ahead_than_one()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        Assert.Equal(
            [Say.At(1), Say.At(2)], scene.Wanted<ManagerEffect.Execute>().Select(effect => effect.Request.Sequence));
        scene.Executed(1, Say.Result("a"));
        Assert.Equal(
            [Say.At(1), Say.At(2), Say.At(3)],
            scene.Wanted<ManagerEffect.Execute>().Select(effect => effect.Request.Sequence));
    }

    [Fact]
    public void A_read_runs_when_the_write_before_it_has_ended_and_the_vote_on_that_follows()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Read);
        scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One, 2), Say.At(1)));
        Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One), Say.At(1)));
        Assert.Equal(Say.At(2), scene.Wanted<ManagerEffect.Execute>().Last().Request.Sequence);
        Assert.Empty(scene.Sent<WriteVoted>());
        scene.Executed(1, Say.Result("a", "x"));
        Assert.Equal(Say.Vote("a", "x"), Assert.Single(scene.Sent<WriteVoted>()).Vote);
    }

    [Fact]
    public void A_write_on_which_replicas_differ_waits_for_the_vote_of_a_woken_replica()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "y"));
        Assert.Equal(new HelpAsked(scene.Epoch, Say.At(1), 1, 1), Assert.Single(scene.Sent<HelpAsked>()));
        Assert.Equal(Say.At(1), Assert.Single(scene.Reported(ReportKind.HelpAsked)).Sequence);
        Assert.Empty(scene.Refused(write));
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
    }

    [Fact]
    public void A_write_on_which_replicas_differ_is_voided_when_no_passive_replica_may_be_woken()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "y"));
        Assert.Equal([RefusalReason.Voided], scene.Refused(write));
        Assert.Equal(Say.At(1), Assert.Single(scene.Reported(ReportKind.WriteVoided)).Sequence);
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        var start = Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal(Say.Replica(Say.One, 2), start.Replica);
        Assert.Empty(start.Updates);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Equal(UpdateNumber.None, scene.State.LastUpdate);
    }

    [Theory]
    [InlineData(Outcome.TimedOut)]
    [InlineData(Outcome.WriteSetRefused)]
    public void A_write_that_no_replica_can_finish_is_voided_because_nobody_knows_what_it_left_behind(Outcome outcome)
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Failed(outcome));
        scene.WriteVote(Say.One, 1, Say.Failed(outcome).Vote);
        scene.WriteVote(Say.Two, 1, Say.Failed(outcome).Vote);
        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(write));
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void What_came_after_a_voided_write_is_executed_again_by_the_next_replica()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        scene.Other(Say.Two, Say.Read);
        var later = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.Executed(2, Say.Result("r"));
        scene.Executed(3, Say.Result("b", "y"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.One, 3, Say.Vote("b", "y"));
        scene.WriteVote(Say.Two, 3, Say.Vote("b", "y"));
        scene.Forget();
        scene.WriteVote(Say.Two, 1, Say.Vote("other", "x"));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(2, Say.Result("r2"), generation: 2);
        Assert.Equal("r2", scene.Wanted<ManagerEffect.SendVote>().Single().Message.Vote == Say.Vote("r2") ? "r2" : "?");
        scene.Settle(3, "c", "z", generation: 2);
        scene.Step(new ManagerEvent.Journaled(Say.At(3)));
        Assert.True(scene.Answered(later));
        Assert.Equal([Say.At(2), Say.At(3)], scene.Wanted<ManagerEffect.Execute>().Select(e => e.Request.Sequence));
        Assert.Equal("z"u8, scene.Wanted<ManagerEffect.AppendToJournal>().Single().Update.WriteSet.Span);
    }

    [Fact]
    public void Votes_of_replaced_replicas_do_not_count_after_a_void()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Void(1);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(2, Say.Result("b"), generation: 2);
        scene.WriteVote(Say.One, 2, Say.Vote("b"), generation: 2);
        scene.WriteVote(Say.Two, 2, Say.Vote("b"), generation: 1);
        Assert.Equal(Say.At(2), scene.State.FirstUnsettled);
        scene.WriteVote(Say.Two, 2, Say.Vote("b"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
    }

    [Fact]
    public void A_result_of_a_replica_that_was_replaced_is_ignored()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Void(1);
        scene.Forget();
        scene.Executed(1, Say.Result("late", "x"));
        Assert.Empty(scene.Sent<WriteVoted>());
    }

    [Fact]
    public void Asks_for_help_when_votes_do_not_come_in_time_and_again_a_deadline_later()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Pass(Instant.Tick);
        scene.Pass(Scene.Deadline);
        Assert.Equal(new HelpAsked(scene.Epoch, Say.At(1), 1, 1), Assert.Single(scene.Sent<HelpAsked>()));
        scene.Pass(Instant.Tick);
        Assert.Equal(2, scene.Sent<HelpAsked>().Count());
        Assert.Empty(scene.Sent<VoidProposed>());
    }

    [Fact]
    public void Asks_for_a_void_when_votes_are_late_and_no_help_is_to_be_had_and_again_a_deadline_later()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline);
        Assert.Empty(scene.Sent<VoidProposed>());
        scene.Pass(Instant.Tick);
        scene.Pass(Scene.Deadline);
        Assert.Equal(
            new VoidProposed(scene.Epoch, Say.One, Say.At(1)), Assert.Single(scene.Sent<VoidProposed>()));
        scene.Pass(Instant.Tick);
        Assert.Equal(2, scene.Sent<VoidProposed>().Count());
    }

    [Fact]
    public void A_write_has_its_time_from_when_the_one_before_it_was_settled()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Pass(0.9 * Scene.Deadline);
        scene.Settle(1, "a");
        scene.Executed(2, Say.Result("b"));
        scene.Forget();
        scene.Pass(3 * Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Pass(Instant.Tick);
        Assert.Equal(2, Assert.Single(scene.Sent<HelpAsked>()).Needed);
    }

    [Fact]
    public void Nobody_is_late_at_the_beginning_of_an_epoch()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.Pass(10 * Scene.Deadline);
        scene.Join();
        scene.Pass(Instant.Tick);
        Assert.Empty(scene.Sent<VoidProposed>());
        Assert.Empty(scene.Sent<HelpAsked>());
    }

    [Fact]
    public void A_write_is_voided_only_when_all_hosts_have_heard_that_it_is_to_be()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        var confirmation = Assert.Single(scene.Sent<VoidConfirmed>());
        Assert.Equal(new VoidConfirmed(scene.Epoch, Say.One, Say.At(1)), confirmation);
        scene.Deliver(Say.One, confirmation);
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
        scene.Deliver(Say.Two, new VoidConfirmed(scene.Epoch, Say.Two, Say.At(1)));
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Single(scene.Reported(ReportKind.WriteVoided));
    }

    [Fact]
    public void Votes_that_come_after_somebody_gave_up_waiting_do_not_count_any_more()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
    }

    [Fact]
    public void A_write_that_was_to_be_voided_when_the_hosts_parted_is_voted_on_again_in_the_next_epoch()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        scene.Join();
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Reported(ReportKind.WriteVoided));
    }

    [Fact]
    public void A_void_of_a_write_that_is_settled_or_not_the_lowest_or_of_another_epoch_does_nothing()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Settle(1, "a");
        scene.Own(Say.Write);
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(1)));
        scene.Deliver(Say.Two, new VoidProposed(scene.Epoch, Say.Two, Say.At(3)));
        scene.Deliver(Say.Two, new VoidProposed(new Epoch(9), Say.Two, Say.At(2)));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal(Say.At(2), scene.State.FirstUnsettled);
    }

    [Fact]
    public void With_two_faults_one_vote_that_differs_is_enough_to_void_without_passive_replicas()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Passives(PassiveState.None);
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"));
        Assert.Empty(scene.Refused(write));
        scene.WriteVote(Say.Three, 1, Say.Vote("a", "y"));
        Assert.Equal([RefusalReason.Voided], scene.Refused(write));
    }
}
