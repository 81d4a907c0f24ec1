using System.Diagnostics;
using Spare.Replicas.Services;

namespace Spare.Replicas.Tests.Services;

public sealed class CallDeadlineTests : IDisposable
{
    private readonly TaskCompletionSource expired = new();
    private readonly CallDeadline deadline;

    public CallDeadlineTests() => deadline = new CallDeadline(expired.SetResult);

    public void Dispose() => deadline.Dispose();

    [Fact]
    public async Task A_call_that_lasts_too_long_expires()
    {
        deadline.Set(TimeSpan.FromMilliseconds(50));
        await expired.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(deadline.HasExpired);
    }

    [Fact]
    public async Task A_later_call_has_its_whole_time_although_the_timer_was_set_for_an_earlier_one()
    {
        deadline.Set(TimeSpan.FromMilliseconds(50));
        deadline.Clear();
        var watch = Stopwatch.StartNew();
        deadline.Set(TimeSpan.FromMilliseconds(300));
        await expired.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(watch.ElapsedMilliseconds >= 280);
    }

    [Fact]
    public async Task A_later_call_with_less_time_is_not_kept_waiting()
    {
        deadline.Set(TimeSpan.FromMinutes(10));
        deadline.Clear();
        deadline.Set(TimeSpan.FromMilliseconds(50));
        await expired.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_call_that_ended_does_not_expire()
    {
        using var other = new CallDeadline(static () => Assert.Fail("Nothing was due."));
        other.Set(TimeSpan.FromMilliseconds(50));
        other.Clear();
        deadline.Set(TimeSpan.FromMilliseconds(200));
        await expired.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(other.HasExpired);
    }
}
