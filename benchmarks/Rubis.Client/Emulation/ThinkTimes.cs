using Rubis.Client.Transitions;

namespace Rubis.Client.Emulation;

/// <summary>Draws think times.</summary>
internal static class ThinkTimes
{
    private const double TpcwMean = 7000;

    /// <summary>Below this draw the time would be over 70 s; as published it is 0 then.</summary>
    private const double LeastDraw = 4.54e-5;

    public static TimeSpan Draw(this ThinkTime thinkTime, TransitionTable table, State entered, Random random) =>
        thinkTime switch
        {
            ThinkTime.Tpcw => Tpcw(random.NextDouble()),
            ThinkTime.Table => table.Wait(entered),
            _ => TimeSpan.Zero,
        };

    public static TimeSpan Tpcw(double draw) =>
        draw < LeastDraw ? TimeSpan.Zero : TimeSpan.FromMilliseconds(-TpcwMean * Math.Log(draw));
}
