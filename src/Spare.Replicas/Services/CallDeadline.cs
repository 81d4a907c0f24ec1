namespace Spare.Replicas.Services;

/// <summary>
/// The deadline of the call that is on a connection now. One timer per connection, which under load is hardly ever
/// touched: when it fires for a call that has ended, it is set for the one that is there then.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    private const long None = long.MaxValue;
    private const long Expired = long.MinValue;

    private readonly Action expire;
    private readonly Timer timer;
    private long due = None;
    private long armed = None;

    /// <param name="expire">Ends the call; runs at most once.</param>
    public CallDeadline(Action expire)
    {
        this.expire = expire;
        timer = new Timer(static self => ((CallDeadline)self!).Fire(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public bool HasExpired => Volatile.Read(ref due) == Expired;

    public void Set(TimeSpan time)
    {
        var at = Environment.TickCount64 + Math.Max(1, (long)time.TotalMilliseconds);
        Interlocked.CompareExchange(ref due, at, None);

        // After the exchange: either this sees that the timer has fired, or the timer sees this call.
        if (Volatile.Read(ref armed) > at)
        {
            Arm(at);
        }
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

    private void Arm(long at)
    {
        Volatile.Write(ref armed, at);
        timer.Change(Math.Max(1, at - Environment.TickCount64), Timeout.Infinite);
    }

    private void Fire()
    {
        Interlocked.Exchange(ref armed, None);
        var was = Volatile.Read(ref due);
        if (was is None or Expired)
        {
            return;
        }

        if (was > Environment.TickCount64)
        {
            Arm(was);
        }
        else if (Interlocked.CompareExchange(ref due, Expired, was) == was)
        {
            expire();
        }
    }
}
