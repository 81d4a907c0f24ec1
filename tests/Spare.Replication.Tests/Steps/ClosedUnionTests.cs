using System.Reflection;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Return;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Steps;

public sealed class ClosedUnionTests
{
    private static readonly ManagerEvent[] Events =
    [
        new ManagerEvent.Started(),
        new ManagerEvent.RequestArrived(
            new RequestId(Say.One, new Incarnation(7), 1), Say.Write, default, new byte[] { 1 }),
        new ManagerEvent.Delivered(Say.Two, new VoidProposed(new Epoch(1), Say.Two, Say.At(1))),
        new ManagerEvent.VoteReceived(
            Say.Two, new ReadVoted(new Epoch(1), Say.Replica(Say.Two), Say.At(1), default, Say.Vote("a"))),
        new ManagerEvent.MembershipChanged([Say.One]),
        new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]),
        new ManagerEvent.GroupLost("gone"),
        new ManagerEvent.WriteEnded(Say.Replica(Say.One), Say.At(1)),
        new ManagerEvent.Executed(Say.Replica(Say.One), Say.At(1), Say.Result("a")),
        new ManagerEvent.Journaled(Say.At(1)),
        new ManagerEvent.EpochRecorded(new Epoch(1)),
        new ManagerEvent.JournalFailed("full"),
        new ManagerEvent.CaughtUp(JournalEnd.Image, []),
        new ManagerEvent.CatchUpFailed(null, [], "gone"),
        new ManagerEvent.ReplicaReady(Say.Replica(Say.One)),
        new ManagerEvent.ReplicaLost(Say.Replica(Say.One), "ended"),
        new ManagerEvent.PassiveMade(new UpdateNumber(1)),
        new ManagerEvent.PassiveNotMade("no space"),
        new ManagerEvent.PassiveLost("ended"),
        new ManagerEvent.BaseOld(),
        new ManagerEvent.BaseMade(new UpdateNumber(1)),
        new ManagerEvent.BaseNotMade("disk full"),
        new ManagerEvent.StateDigested(Say.Replica(Say.One), new CheckNumber(1), Say.Digest("state")),
        new ManagerEvent.StateNotDigested(Say.Replica(Say.One), new CheckNumber(1), "too slow"),
        new ManagerEvent.PassiveChecked(new CheckNumber(1), Say.Digest("state")),
        new ManagerEvent.PassiveNotChecked(new CheckNumber(1), "woken"),
        new ManagerEvent.PassiveUpdated(new UpdateNumber(1)),
        new ManagerEvent.PassiveUpdateFailed("will not"),
        new ManagerEvent.FlushAsked(1),
        new ManagerEvent.RecoveryAsked(1),
        new ManagerEvent.ActivationAsked(1),
        new ManagerEvent.PassivationAsked(1, Say.Replica(Say.One)),
        new ManagerEvent.ReleaseAsked(1, Say.Digest("poison")),
        new ManagerEvent.BootstrapAsked(1),
        new ManagerEvent.AutomationAsked(1, Pause: true),
        new ManagerEvent.StateAsked(1),
        new ManagerEvent.DeadlinePassed(DeadlineKey.Sweep),
    ];

    [Fact]
    public void Every_kind_of_event_is_handled_before_and_after_serving_began()
    {
        Assert.Equal(Cases(typeof(ManagerEvent)), Events.Select(input => input.GetType().Name).Order());
        foreach (var input in Events)
        {
            new Scene().Step(input);
            Scene.Serving().Step(input);
        }
    }

    [Fact]
    public void Every_kind_of_effect_comes_about()
    {
        var scene = new Scene(change: options => options with
        {
            Updates = new UpdateBufferOptions(1, TimeSpan.FromMinutes(1), 10, 100),
        });
        scene.Step(new ManagerEvent.Started());
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One)));
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        scene.Join();
        scene.Own(Say.Write);
        scene.Other(Say.Two, Say.Read);
        scene.Settle(1, "a", "x");
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        scene.Executed(2, Say.Result("r"));
        scene.Step(new ManagerEvent.PassiveUpdated(new UpdateNumber(1)));
        CheckTwice(scene);
        scene.Step(new ManagerEvent.BaseMade(new UpdateNumber(1)));
        scene.Step(new ManagerEvent.FlushAsked(1));
        scene.Step(new ManagerEvent.StateAsked(2));
        scene.Own(Say.Write);
        scene.Void(3);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Step(new ManagerEvent.PassivationAsked(3, Say.Replica(Say.Two)));
        scene.Deliver(Say.One, new QuarantineReleased(scene.Epoch, Say.One, Say.Digest("poison"), 4));
        scene.Step(new ManagerEvent.BootstrapAsked(4));
        scene.Step(new ManagerEvent.AutomationAsked(5, Pause: true));
        var left = Scene.Serving();
        left.Step(new ManagerEvent.RecoveryAsked(3));
        left.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]) { Left = [Say.Two] });
        left.Deliver(Say.Two, new EpochLasts(new Epoch(2), [Say.Two]));
        var back = new Scene(change: options => options with { Past = new HostPast(null, JournalEnd.Image) });
        back.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]));
        back.Deliver(Say.Two, new EpochLasts(new Epoch(2), [Say.Two]));
        Assert.Equal(
            Cases(typeof(ManagerEffect)),
            scene.All.Concat(left.All).Concat(back.All).Select(effect => effect.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void The_same_events_give_the_same_effects() =>
        Assert.Equal(Run().Select(effect => effect.ToString()), Run().Select(effect => effect.ToString()));

    /// <summary>The first time the passive replica has the agreed state, the second time it has not.</summary>
    private static void CheckTwice(Scene scene)
    {
        scene.Step(new ManagerEvent.BaseOld());
        foreach (var (check, state) in new[] { (1UL, "state"), (2UL, "other") })
        {
            scene.Deliver(Say.Two, new StateCheckBegun(scene.Epoch, Say.Two, CheckedPassives.All));
            scene.Step(new ManagerEvent.PassiveChecked(new CheckNumber(check), Say.Digest(state)));
            foreach (var host in scene.Options.Hosts)
            {
                scene.Deliver(host, new StateVoted(
                    scene.Epoch, Say.Replica(host), Say.At(2), StateVoter.Executing, Say.Digest("state")));
            }
        }

        scene.Pass(TimeSpan.Zero);
        scene.Step(new ManagerEvent.PassiveMade(new UpdateNumber(1)));
    }

    private static IEnumerable<string> Cases(Type union) => union.GetNestedTypes(BindingFlags.Public)
        .Where(union.IsAssignableFrom).Select(type => type.Name).Order();

    private static List<ManagerEffect> Run()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Own(Say.Read);
        scene.Settle(1, "a", "x");
        scene.Executed(2, Say.Result("b"));
        scene.ReadVote(Say.Two, 2, Say.Vote("c"));
        scene.Pass(TimeSpan.FromSeconds(9));
        return scene.All;
    }
}
