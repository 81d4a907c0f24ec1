namespace Spare.Cli.Tests;

/// <summary>A clock that goes on when a test says so; what waits for it is called then.</summary>
internal sealed class SetTime : TimeProvider
{
    private readonly Lock changing = new();
    private readonly List<Timer> timers = [];
    private TimeSpan now;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan duration)
    {
        var end = now + duration;
        while (NextBefore(end) is { } timer)
        {
            timer.Fire();
        }

        now = end;
    }

    /// <summary>Returns when so many timers are there, whether they run or not.</summary>
    public async Task UntilTimersAsync(int count)
    {
        while (true)
        {
            Task next;
            lock (changing)
            {
                if (timers.Count == count)
                {
                    return;
                }

                next = changed.Task;
            }

            await next;
        }
    }

    private Timer? NextBefore(TimeSpan end)
    {
        lock (changing)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                now = next.Due!.Value; // It was compared above.
                next.Due = next.Period > TimeSpan.Zero ? now + next.Period : null;
            }

            return next;
        }
    }

    private sealed class Timer(SetTime time, Action call) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => call();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.changing)
            {
                time.timers.Remove(this);
                time.timers.Add(this);
                Due = dueTime < TimeSpan.Zero ? null : time.now + dueTime;
                Period = period;
            }

            return true;
        }

        public void Dispose()
        {
            lock (time.changing)
            {
                time.timers.Remove(this);
                time.changed.SetResult();
                time.changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
