using System.Diagnostics;

namespace Rubis.Client.Measuring;

/// <summary>Collects what all emulated clients see, phase by phase. Any thread may report.</summary>
internal sealed class Measurements
{
    private readonly Lock gate = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Tally[] phases;

    public Measurements(Schedule schedule)
    {
        Schedule = schedule;
        phases = [.. schedule.Phases.Select(_ => new Tally())];
    }

    public Schedule Schedule { get; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(started);

    public Phase CurrentPhase => Schedule.Phases[Schedule.At(Elapsed)];

    public void Record(Action<Tally> change)
    {
        lock (gate)
        {
            change(phases[Schedule.At(Elapsed)]);
        }
    }

    /// <summary>A copy of each phase's counts, to read while the clients go on.</summary>
    public IReadOnlyList<Tally> Snapshot()
    {
        lock (gate)
        {
            return [.. phases.Select(phase => Sum([phase]))];
        }
    }

    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            sum.Add(tally);
        }

        return sum;
    }
}
