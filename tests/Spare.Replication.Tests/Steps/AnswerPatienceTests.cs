using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Replication.Tests.Steps;

/// <summary>How long a client waits in all, where one thing after the other is waited for.</summary>
public sealed class AnswerPatienceTests
{
    private static readonly IdempotencyKey Key = new(Say.Digest("name"), Say.Digest("request"));

    [Fact]
    public void A_client_waits_no_longer_in_all_when_one_replica_after_the_other_has_to_be_made()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        var read = scene.Own(Say.Read);
        var end = scene.Now + scene.Options.AnswerPatience;
        MakeReplicasUntil(scene, end + -Instant.Tick);
        Assert.Empty(scene.Refused(write));
        scene.Pass(Instant.Tick);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(read));
        Assert.Equal(0, scene.Load.InFlight);
    }

    [Fact]
    public void A_write_that_its_client_was_not_to_wait_for_any_longer_is_settled_all_the_same()
    {
        var scene = Scene.Serving();
        var write = scene.Own(Say.Write);
        var last = MakeReplicasUntil(scene, scene.Now + scene.Options.AnswerPatience);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(write));
        scene.Executed(1, Say.Result("a", "x"));
        scene.WriteVote(Say.One, 1, Say.Vote("a", "x"));
        scene.WriteVote(Say.Two, 1, Say.Vote("a", "x"), last);
        scene.Step(new ManagerEvent.Journaled(Say.At(1)));
        Assert.Equal(new UpdateNumber(1), scene.State.LastUpdate);
        Assert.False(scene.Answered(write));
        Assert.Equal(0, scene.Load.Window);
    }

    [Fact]
    public void The_time_at_both_places_of_a_read_counts_together()
    {
        var scene = Scene.Serving();
        var end = scene.Now + scene.Options.AnswerPatience;
        var read = scene.Own(Say.Read);
        scene.Pass((3 * Scene.Deadline) + Instant.Tick);
        scene.Deliver(Say.One, Assert.Single(scene.Sent<ReadDisputed>()));
        MakeReplicasUntil(scene, end + -Instant.Tick);
        Assert.Empty(scene.Refused(read));
        scene.Pass(Instant.Tick);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(read));
    }

    [Fact]
    public void Who_sent_a_write_again_waits_no_longer_than_others_for_the_first_ones_reply()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.Two, new RequestProposed(
            new RequestId(Say.Two, new Incarnation(8), 99), Say.Write, scene.Now, new Seed(3, 4), new byte[] { 9 }) { Key = Key });
        var again = scene.Arrive(Say.Write, Key);
        scene.Deliver(Say.One, again!);
        Assert.Equal(1, scene.Load.Repeats);
        var end = scene.Now + scene.Options.AnswerPatience;
        MakeReplicasUntil(scene, end + -Instant.Tick);
        Assert.Empty(scene.Refused(again!.Id));
        scene.Pass(Instant.Tick);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(again.Id));
        Assert.Equal(0, scene.Load.Repeats);
    }

    [Fact]
    public void A_request_that_has_to_go_into_the_order_again_and_again_waits_no_longer()
    {
        var scene = Scene.Serving(change: options => options with { ServingPatience = TimeSpan.FromHours(1) });
        var proposed = scene.Arrive(Say.Write)!;
        var end = scene.Now + scene.Options.AnswerPatience;
        scene.Step(new ManagerEvent.MembershipChanged([Say.One]) { Left = [Say.Two] });
        while (scene.Now + (scene.Options.OrderingPatience / 2) < end)
        {
            scene.Pass(scene.Options.OrderingPatience / 2);
            scene.Deliver(Say.One, proposed);
        }

        Assert.Empty(scene.Refused(proposed.Id));
        scene.Pass(end - scene.Now);
        Assert.Equal([RefusalReason.OutcomeUnknown], scene.Refused(proposed.Id));
    }

    /// <summary>The other host makes replicas that run just before too few have run for too long, and end at once.</summary>
    /// <returns>The generation of the last one.</returns>
    private static uint MakeReplicasUntil(Scene scene, Instant end)
    {
        var generation = 1U;
        for (; scene.Now < end; generation++)
        {
            scene.Deliver(Say.Two, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.Two, generation)));
            var time = end - scene.Now;
            scene.Pass(time < scene.Options.ReplacementPatience ? time : scene.Options.ReplacementPatience);
            scene.Deliver(Say.Two, new ReplicaReady(scene.Epoch, Say.Replica(Say.Two, generation + 1)));
        }

        return generation;
    }
}
