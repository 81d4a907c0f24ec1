using Rubis.Client.Transitions;

namespace Rubis.Client.Measuring;

/// <summary>The numbers of one state. As published, the percentage counts Back and End of Session as steps too.</summary>
internal sealed record StateReport(string State, double Percent, long Count, long Errors, Latency Latency)
{
    public static StateReport Of(State state, Tally tally)
    {
        var steps = tally.States.Values.Sum(each => each.Count);
        return tally.States.TryGetValue(state, out var counted)
            ? new StateReport(
                state.ToString(),
                Math.Round(100.0 * counted.Count / Math.Max(steps, 1), 2),
                counted.Count,
                counted.Errors,
                Latency.Of(counted.Latency))
            : new StateReport(state.ToString(), 0, 0, 0, Latency.Of(new Histogram()));
    }
}
