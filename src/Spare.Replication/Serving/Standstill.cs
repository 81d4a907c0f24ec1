using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// Notices that this host stood still for so long that the others may have given it up before it hears of that: between
/// two steps, of which the sweep makes sure that there are many, was more time than it takes them.
/// </summary>
internal sealed class Standstill(ReplicationOptions options)
{
    private Instant? stepped;
    private Instant? stoodStill;

    public void Step(Instant now)
    {
        if (stepped is { } last && now - last > options.StandstillMaximum)
        {
            stoodStill = now;
        }

        stepped = now;
    }

    /// <summary>A change of membership now may be the others' doing of that time.</summary>
    public bool IsRecent(Instant now) => now - stoodStill < options.StandstillMemory;
}
