namespace Spare.Simulation;

/// <summary>
/// Simulated time in microseconds, and what is going to happen. Things that happen at the same time happen in the
/// order in which they were scheduled, so a run depends on its seed alone.
/// </summary>
public sealed class Timeline
{
    private readonly PriorityQueue<Action, Place> queue = new();
    private long counter;

    public long Now { get; private set; }

    public void At(long time, Action action) => queue.Enqueue(action, new Place(Math.Max(time, Now), counter++));

    public void After(long delay, Action action) => At(Now + delay, action);

    /// <summary>Lets the next thing happen; false when there is none up to <paramref name="end"/>.</summary>
    public bool Advance(long end)
    {
        if (!queue.TryPeek(out _, out var place) || place.Time > end)
        {
            return false;
        }

        var action = queue.Dequeue();
        Now = place.Time;
        action();
        return true;
    }

    private readonly record struct Place(long Time, long Counter) : IComparable<Place>
    {
        public int CompareTo(Place other) => Time != other.Time ? Time.CompareTo(other.Time) : Counter.CompareTo(other.Counter);
    }
}
