namespace Spare.Replicas.Services;

/// <summary>
/// The deadline of the call that is on a connection now: one timer per connection, set anew for each call, because a
/// token source for each would cost more than parsing the reply.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    private const long None = long.MaxValue;
    private const long Expired = long.MinValue;

    private readonly Action expire;
    private readonly Timer timer;
    private long due = None;

    /// <param name="expire">Ends the call; runs at most once.</param>
    public CallDeadline(Action expire)
    {
        this.expire = expire;
        timer = new Timer(static self => ((CallDeadline)self!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public bool HasExpired => Volatile.Read(ref due) == Expired;

    public void Set(TimeSpan time)
    {
        var milliseconds = Math.Max(1, (long)time.TotalMilliseconds);
        Interlocked.CompareExchange(ref due, Environment.TickCount64 + milliseconds, None);
        timer.Change(milliseconds, Timeout.Infinite);
    }

    /// <summary>The call has ended; a timer that fires all the same finds nothing due.</summary>
    public void Clear()
    {
        var was = Volatile.Read(ref due);
        if (was != Expired)
        {
            Interlocked.CompareExchange(ref due, None, was);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Fire()
    {
        var was = Volatile.Read(ref due);
        var early = was - Environment.TickCount64;
        if (was is None or Expired)
        {
            return;
        }

        if (early > 0)
        {
            timer.Change(early, Timeout.Infinite);
        }
        else if (Interlocked.CompareExchange(ref due, Expired, was) == was)
        {
            expire();
        }
    }
}
