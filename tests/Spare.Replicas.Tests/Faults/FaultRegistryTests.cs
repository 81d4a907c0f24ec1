using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;
using Spare.Replicas.Faults;

namespace Spare.Replicas.Tests.Faults;

/// <summary>Which requests a fault is committed at.</summary>
public sealed class FaultRegistryTests
{
    private static readonly ReplicaId Replica = new(new HostId(1), 1);

    private static readonly InjectedFault Once =
        new() { Kind = FaultKind.WrongBody, Replica = Replica, Count = 1 };

    private readonly FaultRegistry faults = new();

    [Fact]
    public void Without_faults_every_reply_is_honest() =>
        Assert.Null(faults.TakeForReply(Replica, RouteClass.Read));

    [Fact]
    public void A_count_is_counted_down_and_then_gone()
    {
        faults.TrySet(Once with { Count = 2 });

        Assert.NotNull(faults.TakeForReply(Replica, RouteClass.Read));
        Assert.Equal(Once, Assert.Single(faults.All));
        Assert.NotNull(faults.TakeForReply(Replica, RouteClass.Write));
        Assert.Empty(faults.All);
        Assert.Null(faults.TakeForReply(Replica, RouteClass.Write));
    }

    [Theory]
    [InlineData(1, "xxxxxxxxxx")]
    [InlineData(0.5, "x.x.x.x.x.")]
    [InlineData(0.3, "x...x..x..")]
    public void A_share_is_spread_evenly_from_the_first_request_on(double share, string expected)
    {
        faults.TrySet(Once with { Count = null, Share = share });

        var taken = Enumerable.Range(0, 10)
            .Select(_ => faults.TakeForReply(Replica, RouteClass.Read) is null ? '.' : 'x');

        Assert.Equal(expected, string.Concat(taken));
        Assert.Single(faults.All);
    }

    [Fact]
    public void Other_replicas_and_other_classes_stay_honest()
    {
        faults.TrySet(Once with { Class = RouteClass.Write });

        Assert.Null(faults.TakeForReply(new ReplicaId(new HostId(1), 2), RouteClass.Write));
        Assert.Null(faults.TakeForReply(Replica, RouteClass.Read));
        Assert.NotNull(faults.TakeForReply(Replica, RouteClass.Write));
    }

    [Fact]
    public void Several_faults_are_committed_one_after_the_other()
    {
        faults.TrySet(Once);
        faults.TrySet(Once with { Kind = FaultKind.Flood });

        Assert.Equal(FaultKind.WrongBody, faults.TakeForReply(Replica, RouteClass.Read)?.Kind);
        Assert.Equal(FaultKind.Flood, faults.TakeForReply(Replica, RouteClass.Read)?.Kind);
    }

    [Fact]
    public void There_are_never_more_than_the_maximum_until_some_are_cleared()
    {
        for (var i = 0; i < InjectedFault.Maximum; i++)
        {
            Assert.True(faults.TrySet(Once));
        }

        Assert.False(faults.TrySet(Once));
        Assert.Equal(InjectedFault.Maximum, faults.Clear().Length);
        Assert.Empty(faults.All);
        Assert.True(faults.TrySet(Once));
    }

    [Fact]
    public void Faults_of_a_replica_that_ended_are_forgotten()
    {
        var other = Once with { Replica = new ReplicaId(new HostId(1), 2) };
        faults.TrySet(Once);
        faults.TrySet(other);

        faults.Forget(Replica);

        Assert.Equal(other, Assert.Single(faults.All));
    }
}
