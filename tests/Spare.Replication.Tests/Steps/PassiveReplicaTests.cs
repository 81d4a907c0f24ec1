using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Steps;

public sealed class PassiveReplicaTests
{
    [Fact]
    public void The_passive_replica_is_updated_after_k_updates()
    {
        var scene = Serving();
        Write(scene, 1);
        Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
        Write(scene, 2);
        Assert.Equal(2, Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>()).Updates.Length);
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(2)));
        Assert.Equal(new UpdateNumber(2), scene.State.PassiveUpdate);
        Assert.Equal(0, scene.State.Buffered);
    }

    [Fact]
    public void The_journal_is_truncated_behind_the_base_and_not_behind_the_passive_replica()
    {
        var scene = Serving();
        Write(scene, 1);
        Write(scene, 2);
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(2)));
        Assert.Empty(scene.Wanted<ManagerEffect.TruncateJournal>());
        scene.Step(new ManagerEvent.BaseMade(new UpdateNumber(1)));
        Assert.Equal(new UpdateNumber(1), Assert.Single(scene.Wanted<ManagerEffect.TruncateJournal>()).Number);
    }

    [Fact]
    public void A_flush_is_done_when_the_passive_replica_has_what_was_agreed_when_it_was_asked_for()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Step(new ManagerEvent.FlushAsked(5));
        Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>());
        Assert.Empty(scene.Wanted<ManagerEffect.FlushDone>());
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(1)));
        Assert.Equal(
            new ManagerEffect.FlushDone(5, new UpdateNumber(1)), Assert.Single(scene.Wanted<ManagerEffect.FlushDone>()));
    }

    [Fact]
    public void A_flush_of_nothing_is_done_at_once()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.FlushAsked(5));
        Assert.Equal(new ManagerEffect.FlushDone(5, default), Assert.Single(scene.Wanted<ManagerEffect.FlushDone>()));
    }

    [Fact]
    public void One_flush_too_many_is_answered_with_what_there_is()
    {
        var scene = Serving();
        Write(scene, 1);
        for (var ticket = 1UL; ticket <= 64; ticket++)
        {
            scene.Step(new ManagerEvent.FlushAsked(ticket));
        }

        Assert.Empty(scene.Wanted<ManagerEffect.FlushDone>());
        scene.Step(new ManagerEvent.FlushAsked(65));
        Assert.Equal(new ManagerEffect.FlushDone(65, default), Assert.Single(scene.Wanted<ManagerEffect.FlushDone>()));
    }

    [Fact]
    public void An_update_that_failed_is_tried_again_after_a_pause_with_all_that_came_since()
    {
        var scene = Serving();
        Write(scene, 1);
        Write(scene, 2);
        scene.Step(new ManagerEvent.PassiveUpdateFailed("will not start"));
        Assert.Single(scene.Reported(ReportKind.PassiveUpdateFailed));
        Write(scene, 3);
        Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>());
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(3, scene.Wanted<ManagerEffect.UpdatePassive>().Last().Updates.Length);
    }

    [Fact]
    public void There_is_no_passive_replica_to_update_until_the_next_one_is_made()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.FlushAsked(1));
        Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>());
    }

    [Fact]
    public void A_passive_replica_that_ended_is_made_again_with_at_least_the_updates_that_it_had()
    {
        var scene = Serving();
        Write(scene, 1);
        Write(scene, 2);
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(2)));
        scene.Step(new ManagerEvent.PassiveLost("ended"));
        Assert.Single(scene.Reported(ReportKind.PassiveLost));
        Assert.Equal(new UpdateNumber(2), Assert.Single(scene.Wanted<ManagerEffect.MakePassive>()).AtLeast);
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(2)));
        Assert.Single(scene.Reported(ReportKind.PassiveMade));
        Assert.Single(scene.Wanted<ManagerEffect.MakePassive>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_is_lost_because_it_took_no_updates_is_told_once(bool lostFirst)
    {
        var scene = Serving();
        Write(scene, 1);
        ManagerEvent lost = new ManagerEvent.PassiveLost("It is gone: it refused.") { Replica = Say.Replica(Say.One, 2) };
        ManagerEvent failed = new ManagerEvent.PassiveUpdateFailed("it refused.");
        scene.Step(lostFirst ? lost : failed);
        scene.Step(lostFirst ? failed : lost);
        Assert.Single(scene.Reported(ReportKind.PassiveLost).Concat(scene.Reported(ReportKind.PassiveUpdateFailed)));
        scene.Pass(TimeSpan.FromSeconds(1));
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Step(lost);
        Assert.Equal(Say.Replica(Say.One, 2), scene.Reported(ReportKind.PassiveLost).Last().Replica);
    }

    [Fact]
    public void A_passive_replica_that_cannot_be_made_is_tried_again_after_a_pause()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.PassiveLost("ended"));
        scene.Step(new ManagerEvent.PassiveNotMade("no space"));
        Assert.Single(scene.Reported(ReportKind.PassiveNotMade));
        Assert.Single(scene.Wanted<ManagerEffect.MakePassive>());
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(2, scene.Wanted<ManagerEffect.MakePassive>().Count());
    }

    [Fact]
    public void Whether_there_is_a_clean_passive_replica_is_said_when_it_changes_and_in_every_epoch()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.PassiveLost("ended"));
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Join();
        Assert.Equal(
            [PassiveState.None, PassiveState.Clean, PassiveState.Clean],
            scene.Sent<PassiveChanged>().Select(message => message.State));
        Assert.Equal(new Epoch(2), scene.Sent<PassiveChanged>().Last().Epoch);
    }

    [Fact]
    public void A_passive_replica_in_another_hosts_name_or_of_another_epoch_is_not_counted()
    {
        var scene = Serving();
        scene.Passives(PassiveState.None);
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.Two, PassiveState.Clean));
        scene.Deliver(Say.Two, new PassiveChanged(new Epoch(9), Say.Two, PassiveState.Clean));
        var write = scene.Own(Say.Write);
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Vote("b"));
        Assert.Equal([RefusalReason.Voided], scene.Refused(write));
    }

    [Fact]
    public void A_woken_replica_that_cannot_be_started_leaves_the_next_one_to_be_made()
    {
        var scene = Serving();
        scene.Other(Say.Two, Say.Write);
        scene.AskHelp(1);
        scene.Offer(Say.One, 1);
        Assert.Empty(scene.Wanted<ManagerEffect.MakePassive>());
        scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, 2), "no space"));
        Assert.Single(scene.Wanted<ManagerEffect.MakePassive>());
        Assert.Equal(Say.Replica(Say.One, 2), Assert.Single(scene.Sent<ReplicaReplaced>()).Replica);
    }

    [Fact]
    public void No_host_accepts_requests_while_the_buffer_of_one_is_full()
    {
        var scene = Serving();
        scene.Deliver(Say.Two, new BacklogChanged(scene.Epoch, Say.Two, Backlog.Full));
        Assert.Null(scene.Arrive(Say.Read));
        Assert.Contains("h2", scene.Wanted<ManagerEffect.Refuse>().Single().Refusal.Detail, StringComparison.Ordinal);
        scene.Deliver(Say.Two, new BacklogChanged(scene.Epoch, Say.Two, Backlog.Drained));
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void A_backlog_in_another_hosts_name_or_of_another_epoch_changes_nothing()
    {
        var scene = Serving();
        scene.Deliver(Say.One, new BacklogChanged(scene.Epoch, Say.Two, Backlog.Full));
        scene.Deliver(Say.Two, new BacklogChanged(new Epoch(9), Say.Two, Backlog.Full));
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void A_full_buffer_is_announced_once_and_so_is_its_end()
    {
        var scene = Serving();
        for (var position = 1UL; position <= 5; position++)
        {
            Write(scene, position);
        }

        Assert.Equal(
            new BacklogChanged(scene.Epoch, Say.One, Backlog.Full), Assert.Single(scene.Sent<BacklogChanged>()));
        Assert.Single(scene.Reported(ReportKind.BufferFull));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(2)));
        Assert.Single(scene.Sent<BacklogChanged>());
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(3)));
        Assert.Equal(Backlog.Drained, scene.Sent<BacklogChanged>().Last().Backlog);
    }

    [Fact]
    public void A_buffer_that_is_still_full_is_announced_again_in_the_next_epoch()
    {
        var scene = Serving();
        for (var position = 1UL; position <= 4; position++)
        {
            Write(scene, position);
        }

        scene.Join();
        Assert.Equal(
            [new Epoch(1), new Epoch(2)], scene.Sent<BacklogChanged>().Select(message => message.Epoch));
    }

    private static Scene Serving() => Scene.Serving(change: options => options with
    {
        Updates = new UpdateBufferOptions(2, TimeSpan.FromMinutes(1), 4, 1_000),
    });

    private static void Write(Scene scene, ulong position)
    {
        scene.Other(Say.Two, Say.Write);
        scene.Settle(position, "a", $"update {position}");
    }
}
