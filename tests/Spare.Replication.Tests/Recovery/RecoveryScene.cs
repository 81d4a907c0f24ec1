using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Recovery;

/// <summary>What has to happen before a host recovers.</summary>
internal static class RecoveryScene
{
    /// <summary>Every host has a clean passive replica, and one write is settled and in the passive replica of this one.</summary>
    public static Scene Ready(Func<ReplicationOptions, ReplicationOptions> change)
    {
        var scene = Scene.Serving(change: options => change(options) with
        {
            Updates = new UpdateBufferOptions(1, TimeSpan.FromMinutes(1), 1_000, 100_000),
        });
        scene.Passives(PassiveState.Clean);
        Write(scene, 1);
        return scene;
    }

    /// <summary>A write of another host's client is settled, and the passive replica has it.</summary>
    public static void Write(Scene scene, ulong position)
    {
        scene.Other(Say.Two, Say.Write);
        scene.Settle(position, "a", $"update {position}");
        scene.Step(new ManagerEvent.Journaled(Say.At(position)));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(position)));
        scene.Forget();
    }

    /// <summary>A check has begun, and the passive replica of this host has the state that two others have.</summary>
    public static void Vouch(Scene scene, ulong check = 1)
    {
        Assert.Single(scene.Sent<StateCheckBegun>());
        scene.Echo();
        Find(scene, check, "right");
    }

    /// <summary>The passive replica has that state, and the others have the right one.</summary>
    public static void Find(Scene scene, ulong check, string state)
    {
        scene.Step(new ManagerEvent.PassiveChecked(new CheckNumber(check), Say.Digest(state)));
        foreach (var host in scene.Options.Hosts)
        {
            scene.Deliver(host, new StateVoted(
                scene.Epoch, Say.Replica(host), Say.At(1), StateVoter.Executing, Say.Digest("right")));
        }

        scene.Pass(TimeSpan.Zero);
    }
}
