using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Return;

/// <summary>Host 1 serves alone, and host 2 comes back to it.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public void A_host_that_is_there_without_a_part_learns_who_serves()
    {
        var scene = Alone();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        Assert.Equal(new EpochLasts(scene.Epoch, [Say.One]), Assert.Single(scene.Sent<EpochLasts>()));
        Assert.True(scene.State.Serving);
    }

    [Fact]
    public void A_request_of_a_host_without_a_part_gets_no_place()
    {
        var scene = Alone();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        scene.Other(Say.Two, Say.Write);
        Assert.Equal(SequenceNumber.None, scene.State.Position);
    }

    [Fact]
    public void The_epoch_ends_for_it_when_what_was_ordered_is_settled_and_later_requests_wait()
    {
        var scene = Asked(out var write);
        var late = scene.Arrive(Say.Write);
        Assert.Null(late);
        Assert.Empty(scene.Sent<HostReady>());
        SettleAlone(scene, 1);
        Assert.True(scene.Answered(write));
        var word = Assert.Single(scene.Sent<HostReady>());
        Assert.Equal((Say.Two, Say.At(1)), (word.Admits, word.Position));
        scene.Deliver(Say.One, word);
        Assert.False(scene.State.Serving);
        scene.Deliver(Say.Two, word with { Replica = Say.Replica(Say.Two), LastGeneration = 1, Runs = false });
        Assert.Single(scene.Sent<RequestProposed>());
        Assert.Equal([Say.One, Say.Two], scene.State.ServingHosts.AsEnumerable());
    }

    [Fact]
    public void A_request_that_was_on_its_way_gets_no_place_and_goes_again_afterwards()
    {
        var scene = Alone();
        var proposed = scene.Arrive(Say.Write);
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        scene.Own(Say.Write);
        scene.Forget();
        scene.Deliver(Say.Two, new AdmissionAsked(scene.Epoch, Say.Two));
        scene.Deliver(Say.One, proposed!);
        Assert.Equal(Say.At(1), scene.State.Position);
        SettleAlone(scene, 1);
        var word = Assert.Single(scene.Sent<HostReady>());
        scene.Deliver(Say.One, word);
        scene.Deliver(Say.Two, word with { Replica = Say.Replica(Say.Two), LastGeneration = 1, Runs = false });
        Assert.Equal(proposed!.Id, Assert.Single(scene.Sent<RequestProposed>()).Id);
    }

    [Fact]
    public void Nobody_waits_for_ever_for_a_host_that_says_nothing()
    {
        var scene = Asked(out _);
        SettleAlone(scene, 1);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<HostReady>()));
        scene.Pass(scene.Options.AdmissionPatience);
        Assert.Empty(scene.Sent<AdmissionEnded>());
        scene.Pass(Instant.Tick);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<AdmissionEnded>()));
        Assert.Equal([Say.One], scene.State.ServingHosts.AsEnumerable());
        Assert.Equal(new Epoch(scene.Epoch.Value + 1), scene.State.Epoch);
    }

    [Fact]
    public void Nobody_waits_for_it_or_for_one_that_comes_meanwhile_once_the_membership_has_changed()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two, Say.Three], Down = [Say.Two, Say.Three] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        scene.Epoch = scene.State.Epoch;
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]));
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One, Say.Two]));
        scene.Deliver(Say.Two, new AdmissionAsked(scene.Epoch, Say.Two));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        Assert.Equal(scene.Epoch, scene.State.Epoch);
        scene.Forget();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        scene.Step(new ManagerEvent.QuorumChanged(true, [.. scene.Options.Hosts]));
        var word = scene.Sent<HostReady>().Last();
        Assert.Null(word.Admits);
        scene.Deliver(Say.One, word);
        Assert.Equal(scene.Epoch.Next, scene.State.Epoch);
        Assert.Equal([Say.One], scene.State.ServingHosts.AsEnumerable());
    }

    [Fact]
    public void When_the_host_leaves_again_before_that_the_epoch_goes_on()
    {
        var scene = Asked(out var write);
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        SettleAlone(scene, 1);
        Assert.True(scene.Answered(write));
        Assert.Empty(scene.Sent<HostReady>());
        Assert.NotNull(scene.Arrive(Say.Read));
    }

    [Fact]
    public void An_operator_has_a_host_go_on_that_would_wait_for_ever()
    {
        var scene = Scene.Serving();
        scene.Step(new ManagerEvent.QuorumChanged(false, [Say.One]));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        Assert.Contains("h2 missing", scene.State.Reason, StringComparison.Ordinal);
        scene.Forget();
        scene.Step(new ManagerEvent.BootstrapAsked(1));
        Assert.Null(Assert.Single(scene.Wanted<ManagerEffect.BootstrapDone>()).Refusal);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<HostReady>()));
        Assert.True(scene.State.Serving);
        Assert.Equal([Say.One], scene.State.ServingHosts.AsEnumerable());
    }

    [Fact]
    public void An_operator_cannot_have_a_host_go_on_that_serves_or_that_has_less_than_another_one_that_is_there()
    {
        var serving = Scene.Serving();
        serving.Step(new ManagerEvent.BootstrapAsked(1));
        Assert.Contains("epoch", Assert.Single(serving.Wanted<ManagerEffect.BootstrapDone>()).Refusal!, StringComparison.Ordinal);
        var scene = Scene.Serving(faults: 2);
        scene.Step(new ManagerEvent.QuorumChanged(false, [Say.One, Say.Two]));
        scene.Step(new ManagerEvent.MembershipChanged([Say.One, Say.Two]) { Left = [Say.Three], Down = [Say.Three] });
        scene.Deliver(Say.Two, scene.Sent<HostReady>().Last() with
        {
            Replica = Say.Replica(Say.Two), LastGeneration = 1, Update = new UpdateNumber(9),
        });
        scene.Step(new ManagerEvent.BootstrapAsked(1));
        Assert.Contains("h2 is there", Assert.Single(scene.Wanted<ManagerEffect.BootstrapDone>()).Refusal!, StringComparison.Ordinal);
    }

    /// <summary>Host 2 crashed; its part is played by the passive replica of host 1.</summary>
    private static Scene Alone()
    {
        var scene = Scene.Serving(change: options => options with { ServingPatience = TimeSpan.FromSeconds(5) });
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two], Down = [Say.Two] });
        scene.Step(new ManagerEvent.QuorumChanged(true, [Say.One]));
        scene.Deliver(Say.One, scene.Sent<HostReady>().Last());
        scene.Epoch = scene.State.Epoch;
        scene.Deliver(Say.One, new PassiveChanged(scene.Epoch, Say.One, PassiveState.Clean));
        scene.Deliver(Say.One, Assert.Single(scene.Sent<CompensationOffered>()));
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Deliver(Say.One, new ReplicaReady(scene.Epoch, Say.Replica(Say.One, 2)));
        scene.Forget();
        return scene;
    }

    private static Scene Asked(out RequestId write)
    {
        var scene = Alone();
        scene.Step(new ManagerEvent.MembershipChanged(scene.Options.Hosts));
        write = scene.Own(Say.Write);
        scene.Forget();
        scene.Deliver(Say.Two, new AdmissionAsked(scene.Epoch, Say.Two));
        return scene;
    }

    private static void SettleAlone(Scene scene, ulong position)
    {
        scene.Executed(position, Say.Result("a"));
        scene.Executed(position, Say.Result("a"), generation: 2);
        scene.WriteVote(Say.One, position, Say.Vote("a"));
        scene.WriteVote(Say.One, position, Say.Vote("a"), generation: 2);
    }
}
