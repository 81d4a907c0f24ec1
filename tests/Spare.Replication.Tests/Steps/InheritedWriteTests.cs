using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

/// <summary>
/// Host 2 is gone, and host 1 goes on alone with a write that was ordered before: that is never voided, because host 2 may have
/// answered it.
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
            var asked = Assert.Single(scene.Sent<HelpAsked>());
            Assert.Equal((Say.At(1), generation - 2), (asked.Sequence, asked.Round));
            scene.Deliver(Say.One, asked);
            Wake(scene, Assert.Single(scene.Sent<HelpOffered>()), generation);
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

    private static void Vote(Scene scene, uint generation, string reply)
    {
        scene.Executed(1, Say.Result(reply), generation);
        scene.WriteVote(Say.One, 1, Say.Vote(reply), generation);
    }

    /// <summary>The host has a clean passive replica; what was said before is forgotten.</summary>
    private static void Made(Scene scene)
    {
        scene.Forget();
        scene.Step(new ManagerEvent.PassiveMade(UpdateNumber.None));
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        if (!scene.Sent<HelpAsked>().Any())
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

    private static Scene Alone()
    {
        var scene = Scene.Serving(change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) });
        scene.Own(Say.Write);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        scene.Epoch = scene.State.Epoch;
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        return scene;
    }
}
