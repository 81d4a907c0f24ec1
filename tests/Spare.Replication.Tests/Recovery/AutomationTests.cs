using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Recovery;

/// <summary>Replicas that do their work are replaced by schedule and suspicion, unless an operator paused that.</summary>
public sealed class AutomationTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    [Fact]
    [Trait("Section", "4.2")]
    public void A_host_recovers_by_schedule_at_a_time_of_its_own()
    {
        var scene = Scheduled();
        scene.Pass((Period / 2) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Pass(TimeSpan.FromMilliseconds(1));
        RecoveryScene.Vouch(scene);
        Assert.Equal(new RecoveryBegun(scene.Epoch, Say.One), Assert.Single(scene.Sent<RecoveryBegun>()));
    }

    [Fact]
    public void A_paused_host_recovers_when_it_is_asked_to_and_by_schedule_when_that_is_resumed()
    {
        var scene = Scheduled();
        scene.Step(new ManagerEvent.AutomationAsked(1, Pause: true));
        Assert.True(Assert.Single(scene.Wanted<ManagerEffect.AutomationDone>()).Paused);
        Assert.True(scene.State.AutomationPaused);
        scene.Pass(Period);
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Step(new ManagerEvent.AutomationAsked(2, Pause: false));
        RecoveryScene.Vouch(scene);
        Assert.Single(scene.Sent<RecoveryBegun>());
    }

    [Fact]
    public void An_operator_can_have_a_paused_host_recover()
    {
        var scene = Scheduled();
        scene.Step(new ManagerEvent.AutomationAsked(1, Pause: true));
        scene.Step(new ManagerEvent.RecoveryAsked(2));
        RecoveryScene.Vouch(scene);
        Assert.Single(scene.Sent<RecoveryBegun>());
    }

    [Theory]
    [Trait("Section", "4.1.3")]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_replica_that_was_late_too_often_is_replaced_unless_that_is_paused(bool paused, int replaced)
    {
        var scene = Scene.Serving(change: options => options with { SuspicionThreshold = 1 });
        scene.Step(new ManagerEvent.AutomationAsked(1, paused));
        scene.Deliver(Say.Two, new ReplicaSuspected(scene.Epoch, Say.Replica(Say.One), Say.At(1)));
        Assert.Single(scene.Reported(ReportKind.ReplicaSuspected));
        Assert.Equal(replaced, scene.Sent<ReplicaReplaced>().Count());
    }

    private static Scene Scheduled() => RecoveryScene.Ready(options => options with { RecoveryPeriod = Period });
}
