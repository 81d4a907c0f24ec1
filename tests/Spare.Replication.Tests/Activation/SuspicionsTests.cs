using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Activation;

namespace Spare.Replication.Tests.Activation;

public sealed class SuspicionsTests
{
    private static readonly Instant Start = new(1_000_000_000);

    private readonly Suspicions suspicions = new(3);

    [Fact]
    public void A_replica_that_was_late_often_enough_is_to_be_replaced_and_its_count_begins_anew()
    {
        Assert.False(suspicions.Add(Say.Replica(Say.One), Start));
        Assert.False(suspicions.Add(Say.Replica(Say.One), Start));
        Assert.True(suspicions.Add(Say.Replica(Say.One), Start));
        Assert.Equal(0, suspicions.Count);
        Assert.False(suspicions.Add(Say.Replica(Say.One), Start));
    }

    [Fact]
    public void Every_replica_is_counted_for_itself()
    {
        for (var generation = 1u; generation <= 3; generation++)
        {
            Assert.False(suspicions.Add(Say.Replica(Say.One, generation), Start));
        }

        Assert.Equal(3, suspicions.Count);
        suspicions.Retain(replica => replica != Say.Replica(Say.One, 2));
        Assert.Equal(2, suspicions.Count);
    }

    [Fact]
    public void Lateness_that_is_seldom_never_adds_up()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.False(suspicions.Add(Say.Replica(Say.One), Start + (i * Suspicions.HalfLife)));
        }
    }

    [Fact]
    public void Half_of_the_count_is_forgotten_with_every_half_life()
    {
        suspicions.Add(Say.Replica(Say.One), Start);
        suspicions.Add(Say.Replica(Say.One), Start);
        Assert.False(suspicions.Add(Say.Replica(Say.One), Start + Suspicions.HalfLife));
        Assert.True(suspicions.Add(Say.Replica(Say.One), Start + Suspicions.HalfLife));
    }

    [Fact]
    public void Operators_are_told_of_what_is_not_forgotten()
    {
        suspicions.Add(Say.Replica(Say.One), Start);
        suspicions.Add(Say.Replica(Say.Two), Start);
        suspicions.Add(Say.Replica(Say.Two), Start);
        Assert.Equal(
            [new Suspicion(Say.Replica(Say.One), 1), new Suspicion(Say.Replica(Say.Two), 2)], suspicions.At(Start).ToArray());
        Assert.Equal(new Suspicion(Say.Replica(Say.Two), 1), Assert.Single(suspicions.At(Start + Suspicions.HalfLife)));
        Assert.Empty(suspicions.At(Start + (2 * Suspicions.HalfLife)));
    }

    [Fact]
    public void Operators_are_told_how_often_replicas_that_are_there_were_late()
    {
        var scene = Scene.Serving();
        scene.Deliver(Say.Two, new ReplicaSuspected(scene.Epoch, Say.Replica(Say.One), Say.At(1)));
        Assert.Equal(new Suspicion(Say.Replica(Say.One), 1), Assert.Single(scene.State.Suspected));
        scene.Deliver(Say.One, new ReplicaReplaced(scene.Epoch, Say.Replica(Say.One)));
        Assert.Empty(scene.State.Suspected);
    }

    [Fact]
    public void The_manager_of_a_replica_that_was_suspected_too_often_replaces_it()
    {
        var scene = Scene.Serving(change: options => options with { SuspicionThreshold = 2 });
        var suspected = new ReplicaSuspected(scene.Epoch, Say.Replica(Say.One), Say.At(1));
        scene.Deliver(Say.Two, suspected);
        Assert.Empty(scene.Sent<ReplicaReplaced>());
        scene.Deliver(Say.Two, suspected with { Epoch = new Epoch(9) });
        scene.Deliver(Say.Two, suspected with { Replica = Say.Replica(Say.Two) });
        scene.Deliver(Say.Two, suspected with { Replica = Say.Replica(Say.One, 5) });
        Assert.Empty(scene.Sent<ReplicaReplaced>());
        scene.Deliver(Say.Two, suspected);
        Assert.Equal(Say.Replica(Say.One), Assert.Single(scene.Sent<ReplicaReplaced>()).Replica);
        Assert.Single(scene.Reported(ReportKind.ReplicaSuspected));
    }
}
