using static Spare.Corosync.NativeMethods;

namespace Spare.Corosync;

/// <summary>
/// What the local Corosync noted about times in which it was not scheduled: longer than 0.8 of its token timeout, which is
/// less than it takes the other hosts to give it up. Made before this host joins the group.
/// </summary>
internal sealed class SchedulingMisses
{
    /// <summary>Of the last one, in milliseconds since 1970; the key is there only when there was one.</summary>
    private const string Last = "stats.schedmiss.0.timestamp";

    private const string Clear = "stats.clear.schedmiss";

    /// <summary>
    /// Versions that note none let nobody clear them. Asked once, where none is there: nothing is lost by it.
    /// </summary>
    private readonly bool areNoted = Ask(map => MapGet(map, Last, out _) switch
    {
        CorosyncStatus.Ok => true,
        CorosyncStatus.NotExist => MapSet(map, Clear, 1) == CorosyncStatus.Ok,
        _ => false,
    });

    /// <summary>Whether there was none in that time; false too when Corosync does not say.</summary>
    public bool NoneWithin(TimeSpan time) => areNoted && Ask(map => MapGet(map, Last, out var milliseconds) switch
    {
        CorosyncStatus.Ok => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (long)milliseconds > time.TotalMilliseconds,
        CorosyncStatus.NotExist => true,
        _ => false,
    });

    private static bool Ask(Func<nint, bool> question)
    {
        if (MapInitialize(out var map, StatisticsMap) != CorosyncStatus.Ok)
        {
            return false;
        }

        var answer = question(map);
        _ = MapFinalize(map);
        return answer;
    }
}
