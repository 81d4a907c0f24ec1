using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// Notices that this host stood still for so long that the others may have given it up before it hears of that: between
/// two steps, of which the sweep makes sure that there are many, was more time than it takes them.
/// </summary>
/// <remarks>
/// What the others see of this host is its group daemon. Where that says that it ran all the time, only this manager
/// stood still, and what it was to hear waits for it in order. Its word is not taken for very long times: clocks of a
/// machine that was suspended stop, all but the one that is set.
/// </remarks>
internal sealed class Standstill(ReplicationOptions options)
{
    private Instant? stepped;
    private Instant? stoodStill;
    private Instant? stoodLong;

    public void Step(Instant now)
    {
        if (stepped is { } last && now - last > options.StandstillMaximum)
        {
            stoodStill = now;
            stoodLong = now - last > options.ManagerStandstillMaximum ? now : stoodLong;
        }

        stepped = now;
    }

    /// <summary>A change of membership now may be the others' doing of that time.</summary>
    /// <param name="groupRan">The group daemon of this host says that it ran all that time.</param>
    public bool IsRecent(Instant now, bool groupRan) =>
        now - (groupRan ? stoodLong : stoodStill) < options.StandstillMemory;
}
