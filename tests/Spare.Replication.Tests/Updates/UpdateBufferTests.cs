using Spare.Protocol;
using Spare.Replication.Updates;

namespace Spare.Replication.Tests.Updates;

public sealed class UpdateBufferTests
{
    private static readonly Instant Start = new(1_000_000);

    private readonly UpdateBuffer buffer = new(new UpdateBufferOptions(3, TimeSpan.FromSeconds(5), 6, 1_000));

    [Fact]
    public void Is_due_after_k_updates()
    {
        Add(2);
        Assert.Empty(buffer.TakeDue(Start));
        Add(1);
        Assert.Equal([1u, 2u, 3u], buffer.TakeDue(Start).Select(update => (uint)update.Number.Value));
    }

    [Fact]
    public void Is_due_after_a_pause_when_there_are_fewer()
    {
        Add(1);
        Assert.Empty(buffer.TakeDue(Start + TimeSpan.FromSeconds(4.9)));
        Assert.Single(buffer.TakeDue(Start + TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Is_due_when_somebody_asks_and_only_once()
    {
        Add(1);
        buffer.Ask();
        Assert.Single(buffer.TakeDue(Start));
        buffer.Applied(new UpdateNumber(1));
        Add(1);
        Assert.Empty(buffer.TakeDue(Start));
    }

    [Fact]
    public void Gives_nothing_more_while_an_update_is_under_way()
    {
        Add(3);
        buffer.TakeDue(Start);
        Assert.True(buffer.Updating);
        Add(3);
        Assert.Empty(buffer.TakeDue(Start));
    }

    [Fact]
    public void Keeps_updates_until_the_passive_replica_has_them()
    {
        Add(3);
        buffer.TakeDue(Start);
        Assert.Equal(3, buffer.Count);
        buffer.Applied(new UpdateNumber(2));
        Assert.Equal([3u], buffer.All.Select(update => (uint)update.Number.Value));
        Assert.False(buffer.Updating);
    }

    [Fact]
    public void What_was_not_applied_is_due_again_at_once()
    {
        Add(1);
        buffer.Ask();
        buffer.TakeDue(Start);
        buffer.NotApplied();
        Assert.Single(buffer.TakeDue(Start));
    }

    [Fact]
    public void Is_full_at_its_count()
    {
        Add(5);
        Assert.False(buffer.Full);
        Add(1);
        Assert.True(buffer.Full);
        Assert.False(buffer.HalfEmpty);
        buffer.Applied(new UpdateNumber(2));
        Assert.False(buffer.HalfEmpty);
        buffer.Applied(new UpdateNumber(3));
        Assert.True(buffer.HalfEmpty);
    }

    [Fact]
    public void Is_full_at_its_bytes()
    {
        Add(1, size: 999);
        Assert.False(buffer.Full);
        Add(1, size: 1);
        Assert.True(buffer.Full);
        buffer.Applied(new UpdateNumber(1));
        Assert.False(buffer.Full);
        Assert.True(buffer.HalfEmpty);
    }

    [Fact]
    public void Takes_updates_in_the_order_of_their_numbers() => Assert.Throws<InvariantBrokenException>(
        () => buffer.Add(new AgreedUpdate(new UpdateNumber(2), Say.At(2), default), Start));

    private void Add(int count, int size = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var number = buffer.Last.Next;
            buffer.Add(new AgreedUpdate(number, Say.At(number.Value), new byte[size]), Start);
        }
    }
}
