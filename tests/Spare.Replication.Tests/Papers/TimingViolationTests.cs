using Spare.Protocol;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Papers;

/// <summary>The claims of SPARE 4.1.3, one test each: answers that do not come.</summary>
[Trait("Section", "4.1.3")]
public sealed class TimingViolationTests
{
    private const int StretchMaximum = 4;

    [Fact]
    public void The_timer_starts_with_the_first_reply_and_asks_for_as_many_as_are_missing()
    {
        var scene = Scene.Serving(faults: 2);
        scene.Own(Say.Write);
        scene.Pass(Scene.Deadline);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Pass(Instant.Tick);
        Assert.Equal(2, Assert.Single(scene.Sent<HelpAsked>()).Needed);
    }

    [Fact]
    public void The_timer_is_stopped_when_enough_matching_replies_are_there()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Settle(1, "a");
        scene.Pass(2 * Scene.Deadline);
        Assert.Empty(scene.Sent<HelpAsked>());
    }

    [Fact]
    public void A_silent_replica_is_suspected_and_not_convicted_and_the_client_is_answered()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Pass(Scene.Deadline + Instant.Tick);
        scene.Echo();
        scene.Offer(Say.One, 1);
        scene.Step(new ManagerEvent.ReplicaReady(Say.Replica(Say.One, 2)));
        scene.Executed(1, Say.Result("a"), generation: 2);
        scene.WriteVote(Say.One, 1, Say.Vote("a"), generation: 2);
        Assert.Equal(
            new ReplicaSuspected(scene.Epoch, Say.Replica(Say.Two), Say.At(1)),
            Assert.Single(scene.Sent<ReplicaSuspected>()));
        Assert.Empty(scene.Sent<ReplicaConvicted>());
        scene.WriteVote(Say.Two, 1, Say.Vote("a"));
        Assert.Empty(scene.Refused(write));
    }

    [Fact]
    public void A_silent_replica_is_suspected_whichever_host_noticed_first()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.Executed(1, Say.Result("a"));
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.Deliver(Say.Two, new HelpAsked(scene.Epoch, Say.At(1), 1, 1));
        scene.Offer(Say.One, 1);
        scene.WriteVote(Say.One, 1, Say.Vote("a"), generation: 2);
        Assert.Equal(Say.Replica(Say.Two), Assert.Single(scene.Sent<ReplicaSuspected>()).Replica);
    }

    [Fact]
    public void Help_that_decides_votes_that_differ_suspects_nobody()
    {
        var scene = Scene.Serving();
        scene.Own(Say.Write);
        scene.WriteVote(Say.One, 1, Say.Vote("a"));
        scene.WriteVote(Say.Two, 1, Say.Failed(Outcome.TimedOut).Vote);
        scene.Wake(1);
        scene.WriteVote(Say.One, 1, Say.Vote("a"), generation: 2);
        Assert.Empty(scene.Sent<ReplicaSuspected>());
    }

    [Fact]
    public void A_suspected_replica_is_replaced_only_at_a_threshold() =>
        Assert.Equal(100, new Scene().Options.SuspicionThreshold);

    [Fact]
    public void Load_that_makes_all_replies_late_wakes_nobody()
    {
        var scene = Scene.Serving();
        Load(scene, requests: 30, gap: 0.9 * Scene.Deadline);
        var next = Begin(scene);
        scene.Pass(Scene.Deadline + Instant.Tick);
        Assert.Empty(scene.Sent<HelpAsked>());
        scene.Pass((StretchMaximum - 1) * Scene.Deadline);
        Assert.Equal(Say.At(next), Assert.Single(scene.Sent<HelpAsked>()).Sequence);
    }

    [Fact]
    public void Replicas_that_are_slow_themselves_get_more_time()
    {
        var scene = Scene.Serving();
        for (var write = 1UL; write <= 30; write++)
        {
            scene.Own(Say.Write);
            scene.Pass(0.9 * Scene.Deadline);
            scene.Settle(write, "a");
        }

        scene.Own(Say.Write);
        Assert.InRange(
            scene.Wanted<ManagerEffect.Execute>().Last().Deadline, 1.1 * Scene.Deadline, 2 * Scene.Deadline);
    }

    [Fact]
    public void The_deadline_is_stretched_four_times_at_most_and_is_itself_again_when_the_load_is_gone()
    {
        var scene = Scene.Serving();
        for (var round = 0; round < 20; round++)
        {
            Load(scene, requests: 10, gap: 0.95 * Deadline(scene));
        }

        Assert.Equal(StretchMaximum * Scene.Deadline, Deadline(scene));
        Load(scene, requests: 60, gap: TimeSpan.FromMilliseconds(1));
        Assert.Equal(Scene.Deadline, Deadline(scene));
    }

    [Fact]
    public void Silence_stretches_nothing()
    {
        var scene = Scene.Serving();
        var first = Begin(scene);
        scene.Pass(Scene.Deadline + Instant.Tick);
        scene.Echo();
        scene.Wake(first);
        scene.Executed(first, Say.Result("a"), generation: 2);
        scene.WriteVote(Say.One, first, Say.Vote("a"), generation: 2);
        Assert.Equal(Scene.Deadline, Deadline(scene));
    }

    /// <summary>So many writes to which the other host's replica replies so much later.</summary>
    private static void Load(Scene scene, int requests, TimeSpan gap)
    {
        for (var count = 0; count < requests; count++)
        {
            var write = Begin(scene);
            scene.Pass(gap);
            scene.WriteVote(Say.Two, write, Say.Vote("a"));
        }
    }

    /// <summary>A write to which the replica of this host replies at once.</summary>
    private static ulong Begin(Scene scene)
    {
        scene.Own(Say.Write);
        var write = scene.State.Position.Value;
        scene.Executed(write, Say.Result("a"));
        scene.WriteVote(Say.One, write, Say.Vote("a"));
        return write;
    }

    /// <summary>What a replica has for a write now.</summary>
    private static TimeSpan Deadline(Scene scene)
    {
        var write = Begin(scene);
        scene.WriteVote(Say.Two, write, Say.Vote("a"));
        return scene.Wanted<ManagerEffect.Execute>().Last().Deadline;
    }
}
