using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

/// <summary>
/// The other hosts are gone, and host 1 goes on alone with a write that was ordered before: that is never voided, because one of
/// them may have answered it.
/// </summary>
public sealed class InheritedWriteTests
{
    [Fact]
    public void Passive_replicas_are_woken_for_it_until_it_is_decided()
    {
        var scene = Alone();
        Vote(scene, 1, "right");
        Wake(scene, scene.Sent<CompensationOffered>().Single());
        Vote(scene, 2, "wrong");
        for (var generation = 3U; generation <= 4; generation++)
        {
            Made(scene);
            Wake(scene, Offer(scene, round: generation - 2), generation);
            if (generation == 3)
            {
                scene.Step(new ManagerEvent.ReplicaLost(Say.Replica(Say.One, generation), "ended"));
                scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One, generation)));
            }
        }

        Vote(scene, 4, "right");
        Assert.Null(scene.State.FirstUnsettled);
        Assert.Empty(scene.Reported(ReportKind.WriteVoided));
        Assert.Equal(Say.Replica(Say.One, 2), Assert.Single(scene.Sent<ReplicaConvicted>()).Replica);
    }

    [Fact]
    public void Of_f_that_lie_for_good_there_are_fewer_than_of_those_that_are_woken_beside_them()
    {
        var scene = Alone(faults: 2);
        Vote(scene, 1, "right");
        Wake(scene, scene.Sent<CompensationOffered>().Single());
        Vote(scene, 2, "wrong");
        Made(scene);
        Wake(scene, scene.Sent<CompensationOffered>().Single(), generation: 3);
        Vote(scene, 3, "wrong in another way");
        for (var generation = 4U; generation <= 5; generation++)
        {
            Made(scene);
            Wake(scene, Offer(scene, round: generation - 3), generation);
            Vote(scene, generation, "right");
        }

        Assert.Null(scene.State.FirstUnsettled);
        Assert.Equal(
            [Say.Replica(Say.One, 2), Say.Replica(Say.One, 3)],
            scene.Sent<ReplicaConvicted>().Select(convicted => convicted.Replica).Order());
        scene.Forget();
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        Assert.Empty(scene.Sent<PassiveChanged>()); // No more than 2f + 1 ever vote.
    }

    /// <summary>Help is asked for, and this host offers its passive replica.</summary>
    private static HelpOffered Offer(Scene scene, uint round)
    {
        var asked = Assert.Single(scene.Sent<HelpAsked>());
        Assert.Equal((Say.At(1), round), (asked.Sequence, asked.Round));
        scene.Deliver(Say.One, asked);
        return Assert.Single(scene.Sent<HelpOffered>());
    }

    private static void Vote(Scene scene, uint generation, string reply)
    {
        scene.Executed(1, Say.Result(reply), generation);
        scene.WriteVote(Say.One, 1, Say.Vote(reply), generation);
    }

    /// <summary>The host has a clean passive replica, and says so; what was said before is forgotten.</summary>
    private static void Made(Scene scene)
    {
        scene.Forget();
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<PassiveChanged>(), change => change.State == PassiveState.Clean));
        if (!scene.Sent<HelpAsked>().Any() && !scene.Sent<CompensationOffered>().Any())
        {
            scene.Pass(Scene.Deadline + Instant.Tick);
        }
    }

    private static void Wake(Scene scene, GroupMessage offer, uint generation = 2)
    {
        scene.Deliver(Say.One, offer);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, generation)));
        scene.Deliver(Say.One, new ReplicaReady(scene.Epoch, Say.Replica(Say.One, generation)));
    }

    private static Scene Alone(int faults = 1)
    {
        var scene = Scene.Serving(faults, change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) });
        scene.Own(Say.Write);
        var gone = scene.Options.Hosts.Remove(Say.One);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = gone, Down = gone });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        scene.Epoch = scene.State.Epoch;
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        return scene;
    }
}
