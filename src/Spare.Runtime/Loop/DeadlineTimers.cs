using Spare.Protocol;
using Spare.Replication;

namespace Spare.Runtime.Loop;

/// <summary>The core's deadlines as timers: one for each key, set anew by each <see cref="Set"/>.</summary>
internal sealed class DeadlineTimers(EventQueue queue, TimeProvider clock, CancellationToken cancellation) : IDisposable
{
    private readonly Dictionary<DeadlineKey, ITimer> timers = [];

    /// <summary>Called from the loop only.</summary>
    public void Set(DeadlineKey key, Instant at)
    {
        var wait = at - Instant.FromDateTimeOffset(clock.GetUtcNow());
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        if (timers.TryGetValue(key, out var timer))
        {
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            timers[key] = clock.CreateTimer(_ => Post(key), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        foreach (var timer in timers.Values)
        {
            timer.Dispose();
        }
    }

    private void Post(DeadlineKey key) =>
        queue.PostAsync(new ManagerEvent.DeadlinePassed(key), cancellation).AsTask()
            .ContinueWith(static _ => { }, TaskScheduler.Default);
}
