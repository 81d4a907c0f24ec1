using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol;
using Spare.Replication.Serving;

namespace Spare.Replication.Tests.Serving;

public sealed class SequencerTests
{
    private readonly Sequencer sequencer = new();

    [Fact]
    public void Numbers_requests_from_one_on()
    {
        Assert.Equal(Say.At(1), Number(sequencer, 1, 100));
        Assert.Equal(Say.At(2), Number(sequencer, 2, 200));
        Assert.Equal(Say.At(2), sequencer.Position);
    }

    [Fact]
    public void Agreed_time_is_the_stamp_unless_that_would_not_grow()
    {
        Number(sequencer, 1, 100);
        Assert.Equal(new Instant(100), sequencer.Time);
        Number(sequencer, 2, 50);
        Assert.Equal(new Instant(101), sequencer.Time);
        Number(sequencer, 3, 101);
        Assert.Equal(new Instant(102), sequencer.Time);
        Number(sequencer, 4, 500);
        Assert.Equal(new Instant(500), sequencer.Time);
    }

    [Fact]
    public void Agreed_time_grows_whatever_the_stamps() => Prop.ForAll<int[]>(stamps =>
    {
        var one = new Sequencer();
        var before = new Instant(long.MinValue);
        return stamps.All(stamp =>
        {
            Number(one, 1, stamp);
            var grows = one.Time > before && one.Time >= new Instant(stamp);
            before = one.Time;
            return grows;
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_digest_of_the_order_tells_orders_apart()
    {
        var other = new Sequencer();
        Assert.Equal(sequencer.Order, other.Order);
        Number(sequencer, 1, 1);
        Number(sequencer, 2, 1);
        Number(other, 2, 1);
        Number(other, 1, 1);
        Assert.NotEqual(sequencer.Order, other.Order);
        var same = new Sequencer();
        Number(same, 1, 7);
        Number(same, 2, 7);
        Assert.Equal(sequencer.Order, same.Order);
    }

    private static SequenceNumber Number(Sequencer sequencer, ulong number, long stamp) =>
        sequencer.Number(new RequestId(Say.One, new Incarnation(1), number), new Instant(stamp));
}
