using Spare.Runtime.Buffers;

namespace Spare.Runtime.Tests.Buffers;

public sealed class BufferBudgetTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);

    private readonly BufferBudget budget = new(100);

    [Fact]
    public async Task Takes_what_is_left_and_no_more()
    {
        Assert.True(await budget.TryTakeAsync(60, TimeSpan.Zero, default));
        Assert.True(await budget.TryTakeAsync(40, TimeSpan.Zero, default));
        Assert.False(await budget.TryTakeAsync(1, TimeSpan.Zero, default));
        Assert.Equal(100, budget.Taken);
    }

    [Fact]
    public async Task More_than_there_ever_is_is_refused_at_once() =>
        Assert.False(await budget.TryTakeAsync(101, Long, default));

    [Fact]
    public async Task Waiters_are_admitted_in_their_order()
    {
        Assert.True(await budget.TryTakeAsync(100, Long, default));
        var large = budget.TryTakeAsync(80, Long, default);
        var small = budget.TryTakeAsync(10, Long, default);
        budget.Return(50);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);
        budget.Return(50);
        Assert.True(await large);
        Assert.True(await small);
        Assert.Equal(90, budget.Taken);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_lets_the_next_one_in()
    {
        Assert.True(await budget.TryTakeAsync(50, Long, default));
        using var cancellation = new CancellationTokenSource();
        var large = budget.TryTakeAsync(80, Long, cancellation.Token);
        var small = budget.TryTakeAsync(10, Long, default);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large.AsTask());
        Assert.True(await small);
        Assert.Equal(60, budget.Taken);
    }

    [Fact]
    public async Task Replies_overdraw_and_hold_requests_back()
    {
        budget.Overdraw(150);
        var waiting = budget.TryTakeAsync(1, Long, default);
        budget.Return(50);
        Assert.False(waiting.IsCompleted);
        budget.Return(100);
        Assert.True(await waiting);
        Assert.Equal(1, budget.Taken);
    }

    [Fact]
    public async Task Waiters_are_bounded()
    {
        budget.Overdraw(100);
        var waiting = Enumerable.Range(0, BufferBudget.WaitersMaximum)
            .Select(_ => budget.TryTakeAsync(1, Long, default).AsTask()).ToList();
        Assert.False(await budget.TryTakeAsync(1, Long, default));
        budget.Return(100);
        Assert.True(await waiting[99]);
        Assert.False(waiting[100].IsCompleted);
    }
}
