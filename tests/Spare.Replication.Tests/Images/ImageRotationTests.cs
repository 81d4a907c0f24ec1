using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Images;

/// <summary>Host 1 of two, with three images: replicas that vote on one request are to be of different ones.</summary>
public sealed class ImageRotationTests
{
    [Fact]
    public void Each_host_says_of_which_images_its_replicas_are_once_in_an_epoch()
    {
        var scene = new Scene(change: Three);
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.QuorumChanged(true, scene.Options.Hosts));
        scene.Join();
        scene.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(
            [(Say.Replica(Say.One), Image(0)), (Say.Replica(Say.One, 2), Image(2))],
            scene.Sent<ReplicaImage>().Select(told => (told.Replica, told.Image)));
    }

    [Fact]
    public void With_one_image_nothing_is_said()
    {
        var scene = Scene.Serving();
        scene.Pass(TimeSpan.FromSeconds(1));

        Assert.Empty(scene.Sent<ReplicaImage>());
    }

    [Fact]
    public void After_a_recovery_the_next_passive_replica_is_of_the_image_that_was_given_up()
    {
        var scene = Serving();
        Recover(scene);

        Assert.Equal(Image(0), Made(scene));
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        Assert.Contains(
            new ReplicaImage(scene.Epoch, Say.Replica(Say.One, 3), Image(0)), scene.Sent<ReplicaImage>());
    }

    [Fact]
    public void When_another_host_takes_to_the_image_of_the_passive_replica_that_is_made_again_of_a_free_one()
    {
        var scene = Serving();
        OtherRecovers(scene);
        Assert.Empty(scene.Wanted<ManagerEffect.DiscardPassive>()); // The last clean one.

        scene.Deliver(Say.Two, new PassiveChanged(scene.Epoch, Say.Two, PassiveState.Clean));
        Assert.Equal(PassiveState.None, Assert.Single(scene.Sent<PassiveChanged>()).State);
        scene.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(scene.Wanted<ManagerEffect.DiscardPassive>());
        Assert.Single(scene.Reported(ReportKind.PassiveExchanged));
        Assert.Equal(Image(1), Made(scene));
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(scene.Wanted<ManagerEffect.DiscardPassive>());
    }

    [Fact]
    public void A_host_recovers_when_its_passive_replica_is_of_an_image_that_does_not_vote()
    {
        var scene = Serving();
        OtherRecovers(scene);
        scene.Step(new ManagerEvent.RecoveryAsked(1));
        scene.Deliver(Say.Two, new PassiveChanged(scene.Epoch, Say.Two, PassiveState.Clean));
        scene.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(scene.Sent<StateCheckBegun>());

        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));

        Assert.Single(scene.Sent<StateCheckBegun>()); // With which each recovery begins.
        Assert.Empty(scene.Wanted<ManagerEffect.RecoveryDone>());
    }

    [Fact]
    public void A_host_whose_active_replica_is_of_the_image_of_a_higher_ones_recovers_by_itself()
    {
        var scene = Serving();
        Assert.Empty(scene.Sent<StateCheckBegun>());
        scene.Deliver(Say.Two, new ReplicaImage(scene.Epoch, Say.Replica(Say.Two), Image(0)));
        Assert.Single(scene.Sent<StateCheckBegun>()); // With which each recovery begins.
    }

    private static ReplicationOptions Three(ReplicationOptions options) => options with { Images = 3 };

    private static ImageNumber Image(byte number) => new(number);

    private static Scene Serving()
    {
        var scene = Scene.Serving(change: Three);
        scene.Passives(PassiveState.Clean);
        scene.Own(Say.Write);
        scene.Settle(1, "reply", "w");
        return scene;
    }

    private static ImageNumber Made(Scene scene) => Assert.Single(scene.Wanted<ManagerEffect.MakePassive>()).Image;

    private static void Recover(Scene scene)
    {
        scene.Deliver(Say.One, new RecoveryBegun(scene.Epoch, Say.One));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Deliver(Say.One, new ReplicaReady(scene.Epoch, Say.Replica(Say.One, 2)));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
    }

    private static void OtherRecovers(Scene scene)
    {
        scene.Deliver(Say.Two, new RecoveryBegun(scene.Epoch, Say.Two));
        scene.Deliver(Say.Two, new PassiveChanged(scene.Epoch, Say.Two, PassiveState.None));
        scene.Deliver(Say.Two, new ReplicaImage(scene.Epoch, Say.Replica(Say.Two, 2), Image(2)));
        scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, 2)));
        scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two)));
    }

}
