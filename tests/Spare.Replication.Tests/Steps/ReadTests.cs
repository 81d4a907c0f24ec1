using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

public sealed class ReadTests
{
    [Fact]
    public void A_read_is_answered_when_all_active_replicas_agree()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        var execute = Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        Assert.True(execute.KeepReply);
        scene.Executed(1, Say.Result("a"));
        Assert.False(scene.Answered(read));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        var answer = Assert.Single(scene.Wanted<ManagerEffect.Answer>());
        Assert.Equal("a"u8, answer.Reply.Span);
        Assert.Equal(execute.Request.Time, answer.Time);
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void A_vote_may_come_before_the_read_and_before_the_local_reply()
    {
        var scene = Scene.Serving();
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void Another_hosts_read_is_executed_and_its_digest_sent_to_that_host()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Read);
        Assert.False(Assert.Single(scene.Wanted<ManagerEffect.Execute>()).KeepReply);
        scene.Executed(1, Say.Result("a"));
        Assert.Equal(
            new ManagerEffect.SendVote(
                Say.Two, new ReadVoted(scene.Epoch, Say.Replica(Say.One), Say.At(1), scene.OrderAt(1), Say.Vote("a"))),
            Assert.Single(scene.Wanted<ManagerEffect.SendVote>()));
        Assert.Empty(scene.Sent<WriteVoted>());
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void A_read_on_which_replies_differ_is_ordered_once_more_with_its_time_and_seed()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        var request = Assert.Single(scene.Wanted<ManagerEffect.Execute>()).Request;
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("b"));
        var disputed = Assert.Single(scene.Sent<ReadDisputed>());
        Assert.Equal(
            (scene.Epoch, read, Say.At(1), request.Time, request.Seed),
            (disputed.Epoch, disputed.Id, disputed.Disputed, disputed.Time, disputed.Seed));
        Assert.Equal(request.Request.ToArray(), disputed.Request.ToArray());
        Assert.Empty(scene.Refused(read));
        Assert.Single(scene.Reported(ReportKind.RepliesDiffered));
        Assert.Equal(0, scene.Load.OpenReads);
    }

    [Fact]
    public void Replies_that_differ_are_excused_while_a_lower_write_is_unsettled()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w", "x"));
        scene.Executed(2, Say.Result("a"));
        scene.ReadVote(Say.Two, 2, Say.Vote("b"));
        Assert.Empty(scene.Sent<ReadDisputed>());
        scene.WriteVote(Say.One, 1, Say.Vote("w", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("w", "x"));
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
    }

    [Fact]
    public void A_read_after_a_voided_write_is_read_again()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w", "x"));
        scene.Executed(2, Say.Result("a"));
        scene.ReadVote(Say.Two, 2, Say.Vote("b"));
        scene.WriteVote(Say.One, 1, Say.Vote("w", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("w", "y"));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(2, Say.Result("c"), generation: 2);
        Assert.False(scene.Answered(read));
        scene.ReadVote(Say.Two, 2, Say.Vote("c"), generation: 2);
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void A_decided_read_waits_for_lower_writes_and_is_decided_again_when_one_is_voided()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.None);
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w", "x"));
        scene.Executed(2, Say.Result("a"));
        scene.ReadVote(Say.Two, 2, Say.Vote("a"));
        Assert.False(scene.Answered(read));
        scene.WriteVote(Say.One, 1, Say.Vote("w", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("other", "x"));
        Assert.False(scene.Answered(read));
        Assert.Equal(0, scene.Load.Decided);
    }

    [Fact]
    public void A_read_that_too_few_answer_is_ordered_once_more_one_deadline_after_the_first_vote()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.Pass(Scene.Deadline);
        Assert.Empty(scene.Sent<ReadDisputed>());
        scene.Pass(Instant.Tick);
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
        Assert.Empty(scene.Refused(read));
        Assert.Single(scene.Reported(ReportKind.RepliesMissing));
    }

    [Fact]
    public void A_read_that_nobody_answers_is_ordered_once_more_after_three_deadlines()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Pass(3 * Scene.Deadline);
        Assert.Empty(scene.Sent<ReadDisputed>());
        scene.Pass(Instant.Tick);
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
    }

    [Fact]
    public void Time_behind_an_unsettled_write_does_not_count_against_a_read()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w"));
        scene.Pass(0.9 * Scene.Deadline);
        scene.WriteVote(Say.One, 1, Say.Vote("w"));
        scene.WriteVote(Say.Two, 1, Say.Vote("w"));
        scene.Pass(3 * Scene.Deadline);
        Assert.Empty(scene.Sent<ReadDisputed>());
        scene.Pass(Instant.Tick);
        Assert.Equal(read, Assert.Single(scene.Sent<ReadDisputed>()).Id);
    }

    [Fact]
    public void Another_hosts_read_that_its_entry_has_given_up_is_not_executed_any_more()
    {
        var scene = Scene.Serving(change: options => options with { ConcurrentReads = 1 });
        scene.Other(Say.Two, Say.Read);
        scene.Other(Say.Two, Say.Read);
        Assert.Equal(2, scene.Load.Window);
        scene.Pass((3 * Scene.Deadline) + Instant.Tick);
        Assert.Equal(1, scene.Load.Window);
        scene.Executed(1, Say.Result("a"));
        Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal(0, scene.Load.Waiting);
    }

    [Fact]
    public void A_read_that_was_ordered_once_more_while_it_was_in_line_is_not_executed_at_its_first_place()
    {
        var scene = Scene.Serving(change: options => options with { ConcurrentReads = 1 });
        scene.Own(Say.Read);
        scene.Own(Say.Read);
        scene.Pass((3 * Scene.Deadline) + Instant.Tick);
        scene.Executed(1, Say.Result("a"));
        Assert.Single(scene.Wanted<ManagerEffect.Execute>());
    }

    [Fact]
    public void A_failure_that_all_replicas_agree_on_is_refused_as_the_services_own()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Failed(Outcome.Malformed));
        scene.ReadVote(Say.Two, 1, Say.Failed(Outcome.Malformed).Vote);
        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(read));
        Assert.Equal(Say.At(1), Assert.Single(scene.Reported(ReportKind.ReplicaMisbehaved)).Sequence);
    }

    [Fact]
    public void A_vote_of_a_later_epoch_is_kept_until_that_epoch_begins_here()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.VoteReceived(
            Say.Two, new ReadVoted(new Epoch(2), Say.Replica(Say.Two), Say.At(1), scene.OrderAt(1), Say.Vote("a"))));
        scene.Join();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void A_vote_of_an_earlier_epoch_or_in_another_hosts_name_does_not_count()
    {
        var scene = Scene.Serving();
        scene.Join();
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));
        scene.Step(new ManagerEvent.VoteReceived(
            Say.One, new ReadVoted(scene.Epoch, Say.Replica(Say.Two), Say.At(1), scene.OrderAt(1), Say.Vote("a"))));
        scene.Epoch = new Epoch(1);
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.False(scene.Answered(read));
    }

    [Fact]
    public void With_two_faults_three_replicas_have_to_agree()
    {
        var scene = Scene.Serving(faults: 2);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("a"));
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        Assert.False(scene.Answered(read));
        scene.ReadVote(Say.Three, 1, Say.Vote("a"));
        Assert.True(scene.Answered(read));
    }
}
