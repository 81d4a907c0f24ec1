using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.StateChecks;

/// <summary>States are compared before a base is made, at one place of the order (SPARE 4.2).</summary>
[Trait("Section", "4.2")]
public sealed class StateComparisonTests
{
    private static readonly CheckNumber First = new(1);

    [Fact]
    public void A_host_that_wants_a_base_has_states_compared_and_takes_the_copy_whose_state_is_agreed()
    {
        var scene = Wanting();
        Assert.Equal(
            new StateCheckBegun(scene.Epoch, Say.One, CheckedPassives.ThoseOfNewBases), Assert.Single(scene.Sent<StateCheckBegun>()));
        scene.Echo();
        Assert.Equal(
            new ManagerEffect.NoteState(Say.Replica(Say.One), First), Assert.Single(scene.Wanted<ManagerEffect.NoteState>()));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(1)));
        Assert.Equal(
            new ManagerEffect.CheckPassive(First, new UpdateNumber(1), Copy: true),
            Assert.Single(scene.Wanted<ManagerEffect.CheckPassive>()));

        scene.Step(new ManagerEvent.StateDigested(Say.Replica(Say.One), First, Say.Digest("right")));
        scene.Echo();
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        Assert.Equal(
            new StateVoted(scene.Epoch, Say.Replica(Say.One, 2), Say.At(1), StateVoter.Passive, Say.Digest("right")),
            Assert.Single(scene.Sent<StateVoted>()));
        Assert.Empty(scene.Wanted<ManagerEffect.TakeCopy>());
        scene.Echo();

        Assert.Equal(new ManagerEffect.TakeCopy(First), Assert.Single(scene.Wanted<ManagerEffect.TakeCopy>()));
        Assert.Single(scene.Reported(ReportKind.StateAgreed));
        scene.Step(new ManagerEvent.BaseMade(new UpdateNumber(1)));
        Assert.Equal(new UpdateNumber(1), Assert.Single(scene.Wanted<ManagerEffect.TruncateJournal>()).Number);
    }

    [Fact]
    public void The_base_waits_for_the_journal()
    {
        var scene = Checking(journaled: false);
        Vote(scene, Say.One, "right");
        Vote(scene, Say.Two, "right");
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        Assert.Empty(scene.Wanted<ManagerEffect.TakeCopy>());
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.Single(scene.Wanted<ManagerEffect.TakeCopy>());
    }

    [Fact]
    public void A_passive_replica_with_another_state_is_made_again_and_its_copy_thrown_away()
    {
        var scene = Checking();
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("corrupted")));
        Vote(scene, Say.One, "right");
        Vote(scene, Say.Two, "right");
        Assert.Equal(First, Assert.Single(scene.Wanted<ManagerEffect.DropCopy>()).Check);
        Assert.Empty(scene.Wanted<ManagerEffect.TakeCopy>());
        Assert.Single(scene.Reported(ReportKind.PassiveNotClean));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.Pass(TimeSpan.Zero);
        Assert.Single(scene.Wanted<ManagerEffect.DiscardPassive>());
        Assert.Equal(new UpdateNumber(1), Assert.Single(scene.Wanted<ManagerEffect.MakePassive>()).AtLeast);
    }

    [Fact]
    public void A_replica_that_executes_requests_and_has_another_state_is_convicted_by_its_own_manager()
    {
        var scene = Checking();
        scene.Step(new ManagerEvent.StateDigested(Say.Replica(Say.One), First, Say.Digest("corrupted")));
        scene.Echo();
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        scene.Echo();
        Vote(scene, Say.Two, "right");
        Assert.Equal(
            new ReplicaConvicted(scene.Epoch, Say.Replica(Say.One), Say.At(1)), Assert.Single(scene.Sent<ReplicaConvicted>()));
    }

    [Fact]
    public void A_digest_that_comes_after_the_others_agreed_convicts_too()
    {
        var scene = Checking();
        Vote(scene, Say.Two, "right");
        Vote(scene, Say.Two, "right", generation: 2, voter: StateVoter.Passive);
        scene.Step(new ManagerEvent.StateDigested(Say.Replica(Say.One), First, Say.Digest("corrupted")));
        Assert.Single(scene.Sent<ReplicaConvicted>());
    }

    [Fact]
    public void A_replica_that_was_late_is_replaced_but_not_convicted()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Other(Say.Two, Say.Write);
        scene.Executed(2, Say.Failed(Outcome.TimedOut));
        scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.ThoseOfNewBases));
        scene.Step(new ManagerEvent.StateDigested(Say.Replica(Say.One), First, Say.Digest("half done")));
        scene.WriteVote(Say.Two, 2, Say.Vote("a", "b"));
        Vote(scene, Say.Two, "right", position: 2);
        scene.AskHelp(2);
        scene.Offer(Say.Two, 2);
        scene.WriteVote(Say.Two, 2, Say.Vote("a", "b"), generation: 2);
        Vote(scene, Say.Two, "right", generation: 2, position: 2);
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        Assert.Contains(new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)), scene.Sent<ReplicaReplaced>());
    }

    [Fact]
    public void States_are_noted_between_the_writes_before_and_after_the_place_in_the_order()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.BaseOld());
        for (var position = 1; position <= 4; position++)
        {
            scene.Other(Say.Two, Say.Write); // The replica is given two at a time.
        }

        scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.ThoseOfNewBases));
        scene.Other(Say.Two, Say.Write);
        Assert.Empty(scene.Wanted<ManagerEffect.NoteState>());
        scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One), Say.At(1)));
        scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One), Say.At(2)));
        scene.Step(new ManagerEvent.WriteEnded(Say.Replica(Say.One), Say.At(3)));
        Assert.Equal(
            ["s1", "s2", "s3", "s4", "note", "s5"],
            scene.All.Where(effect => effect is ManagerEffect.Execute or ManagerEffect.NoteState).Select(effect =>
                effect is ManagerEffect.Execute execute ? $"{execute.Request.Sequence}" : "note"));
    }

    [Fact]
    public void The_passive_replica_gets_what_is_settled_before_that_place_and_nothing_else()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Other(Say.Two, Say.Write);
        scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.All));
        scene.Other(Say.Two, Say.Write);
        Assert.Empty(scene.Wanted<ManagerEffect.UpdatePassive>());
        scene.Executed(2, Say.Result("a", "x"));
        scene.Executed(3, Say.Result("a", "y"));
        foreach (var position in new[] { 2UL, 3UL })
        {
            scene.WriteVote(Say.One, position, Say.Vote("a", position == 2 ? "x" : "y"));
            scene.WriteVote(Say.Two, position, Say.Vote("a", position == 2 ? "x" : "y"));
        }

        Assert.Equal(
            [new UpdateNumber(1), new UpdateNumber(2)],
            Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>()).Updates.Select(update => update.Number));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(2)));
        Assert.Equal(
            new ManagerEffect.CheckPassive(First, new UpdateNumber(2), Copy: false),
            Assert.Single(scene.Wanted<ManagerEffect.CheckPassive>()));
        scene.Step(new ManagerEvent.FlushAsked(1));
        Assert.Single(scene.Wanted<ManagerEffect.UpdatePassive>());
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        Assert.Equal(new UpdateNumber(3), scene.Wanted<ManagerEffect.UpdatePassive>().Last().Updates.Single().Number);
    }

    [Fact]
    public void Nothing_is_agreed_while_a_write_before_may_still_be_undone()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Other(Say.Two, Say.Write);
        scene.Deliver(Say.One, new StateCheckBegun(scene.Epoch, Say.One, CheckedPassives.ThoseOfNewBases));
        Vote(scene, Say.One, "with s2", position: 2);
        Vote(scene, Say.Two, "with s2", position: 2);
        Assert.Empty(scene.Reported(ReportKind.StateAgreed));
        scene.Void(2);
        Assert.Empty(scene.Reported(ReportKind.StateAgreed));
    }

    [Fact]
    public void One_check_is_open_at_a_time_and_its_host_ends_it_when_too_few_digests_come()
    {
        var scene = Checking();
        scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.All));
        Assert.Single(scene.Wanted<ManagerEffect.NoteState>());
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        scene.Pass(scene.Options.StateCheckPatience + TimeSpan.FromSeconds(1));
        Assert.Equal(
            new StateCheckEnded(scene.Epoch, Say.One, Say.At(1)), Assert.Single(scene.Sent<StateCheckEnded>()));
        Assert.Single(scene.Reported(ReportKind.StateNotAgreed));
        scene.Forget();
        scene.Deliver(Say.Two, new StateCheckEnded(scene.Epoch, Say.One, Say.At(1))); // Not its own.
        Assert.Empty(scene.Wanted<ManagerEffect.DropCopy>());
        scene.Deliver(Say.One, new StateCheckEnded(scene.Epoch, Say.One, Say.At(1)));
        Assert.Single(scene.Wanted<ManagerEffect.DropCopy>());
        scene.Pass(scene.Options.StateCheckPause);
        Assert.Equal(CheckedPassives.All, Assert.Single(scene.Sent<StateCheckBegun>()).Passives);
    }

    [Fact]
    public void Votes_in_another_hosts_name_and_of_replicas_that_are_not_there_do_not_count()
    {
        var scene = Checking();
        Vote(scene, Say.One, "right");
        scene.Deliver(
            Say.One, new StateVoted(scene.Epoch, Say.Replica(Say.Two), Say.At(1), StateVoter.Executing, Say.Digest("right")));
        Vote(scene, Say.Two, "right", generation: 3);
        Assert.Empty(scene.Reported(ReportKind.StateAgreed));
        Vote(scene, Say.Two, "right", generation: 2, voter: StateVoter.Passive);
        Assert.Single(scene.Reported(ReportKind.StateAgreed));
    }

    [Fact]
    public void No_states_are_compared_while_a_replica_is_being_made()
    {
        var scene = Serving();
        Write(scene, 1);
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Step(new ManagerEvent.BaseOld());
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.All));
        Assert.Empty(scene.Wanted<ManagerEffect.NoteState>());
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        Assert.Single(scene.Sent<StateCheckBegun>());
    }

    [Fact]
    public void The_next_base_is_made_long_after_one_that_took_long()
    {
        var scene = Checking();
        scene.Pass(TimeSpan.FromSeconds(3));
        scene.Step(new ManagerEvent.PassiveChecked(First, Say.Digest("right")));
        Vote(scene, Say.One, "right");
        Vote(scene, Say.Two, "right");
        scene.Step(new ManagerEvent.BaseMade(new UpdateNumber(1)));
        scene.Step(new ManagerEvent.BaseOld());
        scene.Forget();
        scene.Pass(TimeSpan.FromSeconds(56));
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(scene.Sent<StateCheckBegun>());
    }

    [Fact]
    public void A_passive_replica_that_is_needed_is_woken_whatever_is_found_out_about_it()
    {
        var scene = Checking();
        scene.Passives(PassiveState.Clean);
        scene.Other(Say.Two, Say.Write);
        scene.AskHelp(2);
        scene.Offer(Say.One, 2);
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Assert.Empty(scene.Sent<StateCheckEnded>());
        scene.Step(new ManagerEvent.PassiveNotChecked(First, "It is needed."));
        Assert.Empty(scene.Sent<StateVoted>());
        Assert.Single(scene.Sent<StateCheckEnded>());
        Assert.Empty(scene.Reported(ReportKind.StateNotAgreed));
    }

    private static Scene Serving() => Scene.Serving(change: options => options with
    {
        Updates = new UpdateBufferOptions(100, TimeSpan.FromMinutes(1), 1_000, 100_000),
    });

    private static void Write(Scene scene, ulong position)
    {
        scene.Other(Say.Two, Say.Write);
        scene.Settle(position, "a", $"update {position}");
        scene.Step(new ManagerEvent.Journaled(Say.At(position)));
        scene.Forget();
    }

    /// <summary>One write is settled, and this host wants a base.</summary>
    private static Scene Wanting(bool journaled = true)
    {
        var scene = Serving();
        if (journaled)
        {
            Write(scene, 1);
        }
        else
        {
            scene.Other(Say.Two, Say.Write);
            scene.Settle(1, "a", "update 1");
            scene.Forget();
        }

        scene.Step(new ManagerEvent.BaseOld());
        return scene;
    }

    /// <summary>The passive replica of this host is being digested and copied.</summary>
    private static Scene Checking(bool journaled = true)
    {
        var scene = Wanting(journaled);
        scene.Echo();
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(1)));
        Assert.Single(scene.Wanted<ManagerEffect.CheckPassive>());
        return scene;
    }

    private static void Vote(
        Scene scene, HostId host, string state, uint generation = 1, ulong position = 1,
        StateVoter voter = StateVoter.Executing) =>
        scene.Deliver(
            host, new StateVoted(scene.Epoch, Say.Replica(host, generation), Say.At(position), voter, Say.Digest(state)));
}
