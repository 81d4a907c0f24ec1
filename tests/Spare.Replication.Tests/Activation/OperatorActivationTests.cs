using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Activation;

/// <summary>Replicas that operators wake and put back.</summary>
public sealed class OperatorActivationTests
{
    private static readonly ReplicaId First = Say.Replica(Say.One);
    private static readonly ReplicaId Second = Say.Replica(Say.One, 2);

    [Fact]
    public void A_woken_replica_votes_beside_the_active_one_and_stays_awake()
    {
        var scene = Activated();
        var done = Assert.Single(scene.Wanted<ManagerEffect.ActivationDone>());
        Assert.Equal((7UL, Second, null), (done.Ticket, done.Replica, done.Refusal));
        scene.Forget();
        scene.Other(Say.Two, Say.Write);
        Assert.Equal([First, Second], scene.Wanted<ManagerEffect.Execute>().Select(execute => execute.Replica).Order());
        scene.Settle(1, "a", "x");
        scene.Executed(1, Say.Result("a", "x"), generation: 2);
        scene.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty(scene.Sent<ReplicaReplaced>());
    }

    [Fact]
    public void The_last_clean_passive_replica_is_not_woken()
    {
        var scene = Serving();
        scene.Deliver(Say.Two, new PassiveChanged(scene.Epoch, Say.Two, PassiveState.None));
        scene.Step(new ManagerEvent.ActivationAsked(7));
        Assert.Contains("the last clean one", Refusal(scene), StringComparison.Ordinal);
        Assert.Empty(scene.Sent<PassiveActivated>());
    }

    [Fact]
    public void Of_two_hosts_that_are_activated_at_once_the_first_one_is()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.ActivationAsked(7));
        scene.Deliver(Say.Two, new PassiveActivated(scene.Epoch, Say.Two, 1));
        scene.Echo();
        Assert.Contains("being made", Refusal(scene), StringComparison.Ordinal);
        Assert.Empty(scene.Wanted<ManagerEffect.StartReplica>());
    }

    [Fact]
    public void A_woken_replica_is_put_back()
    {
        var scene = Activated();
        scene.Forget();
        scene.Step(new ManagerEvent.PassivationAsked(8, Second));
        scene.Echo();
        Assert.Equal(Second, Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        Assert.Equal((First, null), (Done(scene).Replica, Done(scene).Refusal));
    }

    [Fact]
    public void When_the_active_replica_is_put_back_the_woken_one_takes_over()
    {
        var scene = Activated();
        scene.Forget();
        scene.Step(new ManagerEvent.PassivationAsked(8, First));
        scene.Echo();
        Assert.Equal(First, Assert.Single(scene.Wanted<ManagerEffect.EndReplica>()).Replica);
        Assert.Equal(Second, scene.State.Active);
        Assert.Equal((Second, null), (Done(scene).Replica, Done(scene).Refusal));
    }

    [Fact]
    public void As_many_go_on_as_have_to_agree()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.PassivationAsked(8, First));
        Assert.Contains("only replica of h1", Refusal(scene), StringComparison.Ordinal);
        scene.Forget();
        scene.Step(new ManagerEvent.PassivationAsked(8, Say.Replica(Say.One, 9)));
        Assert.Contains("does not execute", Refusal(scene), StringComparison.Ordinal);
        Assert.Empty(scene.Sent<ReplicaPassivated>());
    }

    [Fact]
    public void Of_two_that_are_put_back_at_once_one_goes_on_if_it_is_needed()
    {
        var scene = Activated();
        scene.Deliver(Say.One, new ReplicaPassivated(scene.Epoch, Second, 8));
        scene.Forget();
        scene.Deliver(Say.One, new ReplicaPassivated(scene.Epoch, First, 9));
        Assert.Contains("only replica of h1", Refusal(scene), StringComparison.Ordinal);
        Assert.Empty(scene.Wanted<ManagerEffect.EndReplica>());
    }

    [Fact]
    public void A_woken_replica_that_does_not_come_up_is_told()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.ActivationAsked(7));
        scene.Echo();
        scene.Step(new ManagerEvent.ReplicaLost(Second, "will not start"));
        Assert.Contains("did not come up", Refusal(scene), StringComparison.Ordinal);
    }

    private static Scene Serving()
    {
        var scene = Scene.Serving();
        scene.Passives(PassiveState.Clean);
        scene.Forget();
        return scene;
    }

    /// <summary>The passive replica of host 1 was woken and runs.</summary>
    private static Scene Activated()
    {
        var scene = Serving();
        scene.Step(new ManagerEvent.ActivationAsked(7));
        scene.Echo();
        scene.Step(new ManagerEvent.ReplicaReady(Second));
        scene.Deliver(Say.One, new ReplicaReady(scene.Epoch, Second));
        return scene;
    }

    private static ManagerEffect.ActivationDone Done(Scene scene) =>
        Assert.Single(scene.Wanted<ManagerEffect.ActivationDone>());

    private static string Refusal(Scene scene) => Done(scene).Refusal ?? "";
}
