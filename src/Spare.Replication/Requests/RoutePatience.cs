
namespace Spare.Replication.Requests;

/// <summary>
/// How long a replica may take on one route (SPARE 4.1.3): the deadline of the service file, and more while what correct
/// replicas need comes near it, so that load alone wakes nobody.
/// </summary>
/// <remarks>
/// The mean and four mean deviations, as TCP has it for its retransmission timeout (RFC 6298). Only what ended well is
/// observed, so a silent replica stretches nothing, and one that is always as late as it may stretches it to
/// <see cref="StretchMaximum"/> deadlines.
/// </remarks>
internal sealed class RoutePatience(TimeSpan deadline)
{
    public const int StretchMaximum = 4;

    private readonly Estimate executions = new();
    private readonly Estimate gaps = new();

    /// <summary>From being given a request to the reply; and from the first reply to the last that is needed.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var needed = Math.Max(executions.Bound, gaps.Bound);
            return TimeSpan.FromTicks(Math.Clamp(needed, deadline.Ticks, StretchMaximum * deadline.Ticks));
        }
    }

    /// <summary>A replica of this host replied after so long.</summary>
    public void Executed(TimeSpan time) => executions.Add(time.Ticks);

    /// <summary>Enough votes were there so long after the first.</summary>
    public void Agreed(TimeSpan gap) => gaps.Add(gap.Ticks);

    private sealed class Estimate
    {
        /// <summary>So slowly that one late reply changes nothing.</summary>
        private const int Memory = 8;

        private long mean;
        private long deviation;

        public long Bound => mean + (4 * deviation);

        public void Add(long sample)
        {
            deviation += (Math.Abs(sample - mean) - deviation) / Memory;
            mean += (sample - mean) / Memory;
        }
    }
}
