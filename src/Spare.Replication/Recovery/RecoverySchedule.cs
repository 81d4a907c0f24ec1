using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Recovery;

/// <summary>
/// When this host recovers proactively (SPARE 4.2): once in every period, at a time of its own, so that the hosts take
/// turns.
/// </summary>
/// <param name="period">Null: only when an operator asks for it.</param>
public sealed class RecoverySchedule(HostId self, ImmutableArray<HostId> hosts, TimeSpan? period)
{
    private Instant? due;

    /// <summary>Whether it is time; it stays so until the host has recovered.</summary>
    public bool IsDue(Instant now)
    {
        due ??= period is { } each ? now + (each * (hosts.IndexOf(self) + 1) / hosts.Length) : null;
        return now >= due;
    }

    /// <summary>The host has recovered, by schedule or otherwise.</summary>
    public void Recovered(Instant now)
    {
        if (period is { } each && IsDue(now))
        {
            due = now + each;
        }
    }
}
