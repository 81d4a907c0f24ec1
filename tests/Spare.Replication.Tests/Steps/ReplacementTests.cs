using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

public sealed class ReplacementTests
{
    [Fact]
    public void A_replica_that_ends_is_announced_and_replaced_where_that_is_ordered()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Settle(1, "a", "x");
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        var replaced = Assert.Single(scene.Sent<ReplicaReplaced>());
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        scene.Deliver(Say.One, replaced);
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        var start = Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Equal(Say.Replica(Say.One, 2), start.Replica);
        Assert.Equal(new UpdateNumber(1), Assert.Single(start.Updates).Number);
        Assert.Equal(Say.Replica(Say.One, 2), scene.State.Active);
        Assert.Equal(
            Say.Replica(Say.One, 2), Assert.Single(scene.Reported(ReportKind.ReplicaReplaced)).Replica);
        scene.Deliver(Say.One, replaced);
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void Says_when_the_next_replica_runs_and_goes_on_with_what_the_old_one_had_not_finished()
    {
        var scene = Lost(out _);
        scene.Forget();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        Assert.Equal(new ReplicaReady(scene.Epoch, Say.Replica(Say.One, 2)), Assert.Single(scene.Sent<ReplicaReady>()));
        var execute = Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal((Say.Replica(Say.One, 2), Say.At(1)), (execute.Replica, execute.Request.Sequence));
    }

    /// <summary>No write is unsettled, so the next replica votes from the next position on.</summary>
    [Fact]
    public void The_next_replica_executes_reads_of_before_that_the_old_one_had_not_finished()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Read);
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReplicaReplaced>()));
        scene.Forget();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        var execute = Assert.Single(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal((Say.Replica(Say.One, 2), Say.At(1)), (execute.Replica, execute.Request.Sequence));
    }

    [Fact]
    public void Nothing_is_executed_by_a_replica_that_ended()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Own(Say.Write);
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        Assert.False(scene.State.ActiveReady);
    }

    [Fact]
    public void A_replica_that_cannot_be_started_is_started_from_the_next_passive_one()
    {
        var scene = Lost(out _);
        scene.Forget();
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, 2), "no space"));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Single(scene.Wanted<ManagerEffect.MakePassive>());
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        Assert.Equal(
            Say.Replica(Say.One, 2), Assert.Single(scene.Wanted<ManagerEffect.StartReplica>()).Replica);
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void A_replica_that_ended_between_two_epochs_is_announced_in_the_next()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        Assert.Empty(scene.Sent<ReplicaReplaced>());
        scene.Join();
        Assert.Equal(
            new ReplicaReplaced(new Epoch(2), Say.Replica(Say.One)), Assert.Single(scene.Sent<ReplicaReplaced>()));
    }

    [Fact]
    public void A_replica_that_runs_since_its_host_said_otherwise_is_announced_in_the_epoch_that_begins_with_that()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        scene.Forget();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        var word = Assert.Single(scene.Sent<HostReady>());
        Assert.False(word.Runs);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Deliver(Say.One, word);
        scene.Deliver(Say.Two, word with { Replica = Say.Replica(Say.Two), LastGeneration = 1, Runs = true });
        Assert.Equal(new Epoch(2), scene.State.Epoch);
        Assert.Equal(
            new ReplicaReady(new Epoch(2), Say.Replica(Say.One, 2)), Assert.Single(scene.Sent<ReplicaReady>()));
    }

    [Fact]
    public void The_vote_of_a_replaced_replica_on_an_open_write_does_not_count()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.WriteVote(Say.Two, 1, Say.Vote("wrong"));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("wrong"));
        Assert.Equal(Say.At(1), scene.State.FirstUnsettled);
        scene.WriteVote(Say.Two, 1, Say.Vote("a"), generation: 2);
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Reported(ReportKind.WriteVoided));
    }

    [Fact]
    public void A_decided_read_after_an_open_write_is_decided_again_when_the_local_replica_is_replaced()
    {
        var scene = Scene.Serving();
        scene.Other(Say.Two, Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w", "x"));
        scene.Executed(2, Say.Result("a"));
        scene.ReadVote(Say.Two, 2, Say.Vote("a"));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(1, Say.Result("w", "x"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("w", "x"), generation: 2);
        scene.WriteVote(Say.Two, 1, Say.Vote("w", "x"));
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.False(scene.Answered(read));
        scene.Executed(2, Say.Result("a"), generation: 2);
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void A_read_below_the_lowest_open_write_keeps_the_vote_of_the_replica_that_was_replaced()
    {
        var scene = Scene.Serving();
        var read = scene.Own(Say.Read);
        scene.Other(Say.Two, Say.Write);
        scene.ReadVote(Say.Two, 1, Say.Vote("a"));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Executed(1, Say.Result("a"));
        Assert.True(scene.Answered(read));
    }

    [Fact]
    public void Nobody_is_late_while_a_replica_is_being_made()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        var read = scene.Own(Say.Read);
        scene.Executed(1, Say.Result("w"));
        scene.WriteVote(Say.One, 1, Say.Vote("w"));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Pass(5 * Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Single(scene.Sent<HelpAsked>());
        Assert.Empty(scene.Sent<ReadDisputed>());
        Assert.Empty(scene.Refused(read));
    }

    [Fact]
    public void A_replica_that_takes_too_long_stops_serving_until_it_runs()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Pass(scene.Options.ReplacementPatience);
        Assert.NotNull(scene.Arrive(Say.Read));
        scene.Pass(Instant.Tick);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
        Assert.Null(scene.Arrive(Say.Read));
        Assert.Contains("Fewer than 2 replicas run", scene.State.Reason, StringComparison.Ordinal);
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void A_request_at_which_two_replicas_ended_is_not_given_to_a_third()
    {
        var scene = Lost(out var write);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, 2), "ended again"));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, 2)));
        scene.Forget();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 3)));
        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        var vote = Assert.Single(scene.Sent<WriteVoted>());
        Assert.Equal(Say.Failed(Outcome.ServiceDied).Vote, vote.Vote);
        scene.Deliver(Say.One, vote);
        scene.WriteVote(Say.Two, 1, vote.Vote);
        Assert.Equal([RefusalReason.ServiceFailed], scene.Refused(write));
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
    }

    /// <summary>Those that answered alike may all be faulty, or all others: only if another one answers it can it be decided.</summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    public void A_request_that_enough_replicas_answered_alike_is_given_to_others_whoever_ended_at_it(
        int faults, uint answered, bool isGiven)
    {
        var scene = Scene.Serving(faults);
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        for (var generation = 2U; generation <= answered + 2; generation++)
        {
            WakeAnother(scene, generation);
            if (generation <= answered)
            {
                scene.Executed(1, Say.Result("a"), generation);
                continue;
            }

            scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
            scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
        }

        scene.Forget();
        WakeAnother(scene, answered + 3);
        Assert.Equal(isGiven, scene.Wanted<ManagerEffect.Execute>().Any());
        Assert.Equal(isGiven, !scene.Sent<WriteVoted>().Any());
    }

    [Fact]
    public void A_request_of_which_the_service_died_is_to_blame_and_not_the_one_that_ran_next()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        for (var generation = 1U; generation <= 2; generation++)
        {
            scene.Executed(1, Say.Failed(Outcome.ServiceDied), generation);
            scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
            scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
            scene.Forget();
            scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation + 1)));
            scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        }

        Assert.Equal(Say.At(2), Assert.Single(scene.Wanted<ManagerEffect.Execute>()).Request.Sequence);
        Assert.Equal(Outcome.ServiceDied, Assert.Single(scene.Sent<WriteVoted>()).Vote.Outcome);
    }

    [Fact]
    public void All_replicas_of_a_host_that_end_at_once_say_no_more_of_a_request_than_that_it_is_suspicious()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        scene.Wake(1);
        foreach (var generation in new[] { 1U, 2U })
        {
            scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One, generation), Say.At(1)));
            scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
        }

        foreach (var generation in new[] { 2U, 1U })
        {
            scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
        }

        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 3)));
        scene.Forget();
        scene.Executed(1, Say.Result("a"), generation: 3);
        Assert.Equal(Say.At(2), Assert.Single(scene.Wanted<ManagerEffect.Execute>()).Request.Sequence);
        Assert.Equal(Outcome.Replied, Assert.Single(scene.Sent<WriteVoted>()).Vote.Outcome);
    }

    [Fact]
    public void A_request_that_was_not_given_to_a_replica_is_not_blamed_when_it_ends_at_another()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Write);
        for (var generation = 1U; generation <= 4; generation++)
        {
            scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
            scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
            scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
            scene.Forget();
            scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation + 1)));
        }

        Assert.Empty(scene.Wanted<ManagerEffect.Execute>());
        Assert.Equal(
            [Say.At(1), Say.At(2)], scene.Sent<WriteVoted>().Select(vote => vote.Sequence));
        Assert.All(scene.Sent<WriteVoted>(), vote => Assert.Equal(Outcome.ServiceDied, vote.Vote.Outcome));
    }

    [Fact]
    public void A_report_that_another_replica_runs_or_ended_changes_nothing()
    {
        var scene = Lost(out _);
        scene.Forget();
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 1)));
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, 1), "gone"));
        Assert.Empty(scene.All);
        Assert.False(scene.State.ActiveReady);
    }

    /// <summary>The next passive replica of this host is made, and woken for the first write.</summary>
    private static void WakeAnother(Scene scene, uint generation)
    {
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        scene.AskHelp(1, round: generation);
        scene.Deliver(Say.One, new HelpOffered(scene.Epoch, Say.One, Say.At(1), generation));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation)));
    }

    /// <summary>The local replica ended while it executed a write, and its replacement was ordered.</summary>
    private static Scene Lost(out RequestId write)
    {
        var scene = Scene.Serving();
        write = scene.Own(Say.Write);
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        return scene;
    }
}
