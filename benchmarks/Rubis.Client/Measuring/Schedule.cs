namespace Rubis.Client.Measuring;

/// <summary>The phases of a run one after the other, with the published slowdown factors.</summary>
internal sealed class Schedule
{
    private const double UpRampSlowdown = 2;
    private const double RunSlowdown = 1;
    private const double DownRampSlowdown = 3;

    public Schedule(TimeSpan rampUp, TimeSpan run, TimeSpan rampDown) =>
        Phases =
        [
            new Phase("up ramp", rampUp, UpRampSlowdown),
            new Phase("run", run, RunSlowdown),
            new Phase("down ramp", rampDown, DownRampSlowdown),
        ];

    public IReadOnlyList<Phase> Phases { get; }

    public TimeSpan Total => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Duration);

    /// <summary>The number of the phase at a time since the start; after the end it is the last one.</summary>
    public int At(TimeSpan elapsed)
    {
        var end = TimeSpan.Zero;
        for (var phase = 0; phase < Phases.Count; phase++)
        {
            end += Phases[phase].Duration;
            if (elapsed < end)
            {
                return phase;
            }
        }

        return Phases.Count - 1;
    }

    /// <summary>How much of a phase a run that lasted so long has seen.</summary>
    public TimeSpan Seen(int phase, TimeSpan elapsed)
    {
        var start = Phases.Take(phase).Aggregate(TimeSpan.Zero, (sum, earlier) => sum + earlier.Duration);
        var seen = elapsed - start;
        return seen < TimeSpan.Zero ? TimeSpan.Zero : seen < Phases[phase].Duration ? seen : Phases[phase].Duration;
    }
}
