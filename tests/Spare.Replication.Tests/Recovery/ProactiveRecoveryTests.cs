using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;

namespace Spare.Replication.Tests.Recovery;

/// <summary>A passive replica takes the active one's place only while enough replicas vouch for its state (SPARE 4.2).</summary>
[Trait("Section", "4.2")]
public sealed class ProactiveRecoveryTests
{
    private static readonly ReplicaId Active = Say.Replica(Say.One);
    private static readonly ReplicaId Next = Say.Replica(Say.One, 2);

    /// <summary>For so long a recovery waits for the same before operators are told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void States_are_compared_and_the_passive_replica_that_is_right_takes_over()
    {
        var scene = Asked();
        Assert.Equal(CheckedPassives.ThoseOfNewBases, Assert.Single(scene.Sent<StateCheckBegun>()).Passives);
        Assert.Empty(scene.Sent<RecoveryBegun>());
        scene.Echo();
        Assert.False(Assert.Single(scene.Wanted<ManagerEffect.CheckPassive>()).Copy);
        RecoveryScene.Find(scene, 1, "right");
        Assert.Single(scene.Sent<RecoveryBegun>());
        scene.Echo();
        Assert.Single(scene.Wanted<ManagerEffect.StartReplica>());
        Runs(scene, Next);
        Assert.Equal(new ReplicaReplaced(scene.Epoch, Active), Assert.Single(scene.Sent<ReplicaReplaced>()));
        scene.Echo();
        Assert.Equal((Next, null), Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>().Select(done => (done.Active, done.Refusal))));
    }

    [Fact]
    public void A_passive_replica_with_another_state_does_not_take_over_and_the_operator_hears_why()
    {
        var scene = Asked();
        scene.Echo();
        RecoveryScene.Find(scene, 1, "corrupted");
        Assert.Empty(scene.Sent<RecoveryBegun>());
        var refused = Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>());
        Assert.Equal(Active, refused.Active);
        Assert.Contains("another state", refused.Refusal, StringComparison.Ordinal);
        Assert.Contains(refused.Refusal!, Assert.Single(scene.Reported(ReportKind.RecoveryPutOff)).Text, StringComparison.Ordinal);
        Assert.Single(scene.Wanted<ManagerEffect.DiscardPassive>());
    }

    [Fact]
    public void The_next_one_takes_over_when_it_is_right()
    {
        var scene = Asked();
        scene.Echo();
        RecoveryScene.Find(scene, 1, "corrupted");
        scene.Pass(scene.Options.StateCheckPause);
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(1)));
        scene.Passives(PassiveState.Clean);
        scene.Forget();
        scene.Step(new ManagerEvent.RecoveryAsked(2));
        Assert.Equal(CheckedPassives.All, Assert.Single(scene.Sent<StateCheckBegun>()).Passives);
        RecoveryScene.Vouch(scene, check: 2);
        Assert.Single(scene.Sent<RecoveryBegun>());
    }

    [Fact]
    public void Nobody_takes_over_when_too_few_replicas_agree()
    {
        var scene = Asked();
        scene.Echo();
        scene.Step(new ManagerEvent.PassiveChecked(new CheckNumber(1), Say.Digest("a")));
        scene.Step(new ManagerEvent.StateDigested(Active, new CheckNumber(1), Say.Digest("b")));
        scene.Echo();
        scene.Pass(scene.Options.StateCheckPatience + TimeSpan.FromSeconds(1));
        scene.Pass(TimeSpan.Zero);
        Assert.Contains(
            "Not enough replicas agree", Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>()).Refusal,
            StringComparison.Ordinal);
        Assert.Empty(scene.Sent<RecoveryBegun>());
    }

    [Fact]
    public void One_that_was_made_instead_of_the_one_that_was_vouched_for_is_put_back()
    {
        var scene = Asked();
        RecoveryScene.Vouch(scene);
        scene.Step(new ManagerEvent.PassiveLost("It ended."));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<RecoveryBegun>()));
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(1)));
        Assert.Equal(Next, Assert.Single(scene.Wanted<ManagerEffect.StartReplica>()).Replica);
        Runs(scene, Next);
        Assert.Equal(new ReplicaReplaced(scene.Epoch, Next), Assert.Single(scene.Sent<ReplicaReplaced>()));
        Assert.Empty(scene.Wanted<ManagerEffect.RecoveryDone>());
    }

    [Fact]
    public void One_that_takes_long_to_run_and_to_catch_up_takes_over_all_the_same()
    {
        var scene = Asked();
        RecoveryScene.Vouch(scene);
        scene.Echo();
        scene.Pass(2 * AwakeHold.Shortest);
        scene.Other(Say.Two, Say.Read);
        Runs(scene, Next);
        scene.Pass(TimeSpan.Zero);
        Assert.Empty(scene.Sent<ReplicaReplaced>());
        scene.Executed(2, Say.Result("b"), Next.Generation);
        Assert.Equal(new ReplicaReplaced(scene.Epoch, Active), Assert.Single(scene.Sent<ReplicaReplaced>()));
    }

    [Fact]
    public void Each_recovery_has_a_check_of_its_own()
    {
        var scene = Asked();
        RecoveryScene.Vouch(scene);
        scene.Deliver(Say.Two, new RecoveryBegun(scene.Epoch, Say.Two)); // Before the own one: that comes to nothing.
        scene.Echo();
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Passives(PassiveState.Clean);
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Pass(scene.Options.StateCheckPause);
        Assert.Single(scene.Sent<StateCheckBegun>());
        Assert.Empty(scene.Sent<RecoveryBegun>());
    }

    [Fact]
    public void A_host_whose_replicas_have_executed_nothing_does_not_recover()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.Clean);
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        Assert.NotNull(Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>()).Refusal);
        Assert.Empty(scene.Sent<StateCheckBegun>());
    }

    [Fact]
    public void A_recovery_that_is_asked_for_while_another_replica_is_made_waits_for_that()
    {
        var scene = RecoveryScene.Ready(options => options);
        scene.Deliver(Say.Two, new RecoveryBegun(scene.Epoch, Say.Two));
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        Assert.Empty(scene.Wanted<ManagerEffect.RecoveryDone>());
        scene.Pass(Patience);
        Assert.Contains("being made", Assert.Single(scene.Reported(ReportKind.RecoveryWaits)).Text, StringComparison.Ordinal);
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
        scene.Passives(PassiveState.Clean);
        Assert.Single(scene.Sent<StateCheckBegun>());
        Assert.Empty(scene.Wanted<ManagerEffect.RecoveryDone>());
    }

    [Fact]
    public void A_recovery_does_not_wait_for_an_operator_who_keeps_a_replica_of_the_host_awake()
    {
        var scene = RecoveryScene.Ready(options => options);
        scene.Step(new ManagerEvent.ActivationAsked(7));
        scene.Echo();
        Runs(scene, Next);
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        Assert.Contains(
            "'spare passivate h1-r2'", Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>()).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_whose_replica_stands_in_for_one_of_a_host_that_is_away_says_so_instead_of_waiting()
    {
        var scene = RecoveryScene.Ready(options => options);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        scene.Epoch = scene.State.Epoch;
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<CompensationOffered>()));
        Runs(scene, Next);
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        Assert.Contains("h2 is away", Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>()).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_an_operator_ends_is_told_at_once_and_once()
    {
        var scene = RecoveryScene.Ready(options => options);
        scene.Deliver(Say.Two, new PassiveActivated(scene.Epoch, Say.Two, 1));
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        var waits = Assert.Single(scene.Reported(ReportKind.RecoveryWaits));
        Assert.Contains("h1 is the last clean one", waits.Text, StringComparison.Ordinal);
        Assert.Contains("'spare passivate h2-r2'", waits.Text, StringComparison.Ordinal);
        scene.Pass(2 * Patience);
        Assert.Single(scene.Reported(ReportKind.RecoveryWaits));
        scene.Step(new ManagerEvent.QuorumChanged(false, scene.Options.Hosts));
        scene.Pass(TimeSpan.Zero);
        scene.Pass(Patience);
        Assert.Contains("quorum", scene.Reported(ReportKind.RecoveryWaits).Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_recovery_tells_it_anew_and_one_that_nobody_asked_for_says_nothing()
    {
        var scene = Asked();
        scene.Pass(Patience - Instant.Tick);
        Assert.Empty(scene.Reported(ReportKind.RecoveryWaits));
        scene.Pass(Instant.Tick);
        Assert.Contains("compared", Assert.Single(scene.Reported(ReportKind.RecoveryWaits)).Text, StringComparison.Ordinal);
        RecoveryScene.Vouch(scene);
        scene.Echo();
        Runs(scene, Next);
        scene.Echo();
        Assert.Single(scene.Wanted<ManagerEffect.RecoveryDone>());
        scene.Pass(2 * Patience);
        Assert.Empty(scene.Reported(ReportKind.RecoveryWaits));
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(1)));
        scene.Passives(PassiveState.Clean);
        scene.Step(new ManagerEvent.RecoveryAsked(2));
        scene.Pass(Patience);
        Assert.Single(scene.Reported(ReportKind.RecoveryWaits));
    }

    /// <summary>An operator wants this host to recover.</summary>
    private static Scene Asked()
    {
        var scene = RecoveryScene.Ready(options => options);
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        return scene;
    }

    private static void Runs(Scene scene, ReplicaId replica)
    {
        scene.Step(new ManagerEvent.ReplicaReady(replica));
        scene.Deliver(replica.Host, new ReplicaReady(scene.Epoch, replica));
    }
}
