using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Replication.Serving;

/// <summary>
/// Whether this side of the ring has the quorum. The group tells of members and of quorum by two ways, so word of a
/// quorum may be older than word of a host that is gone: it is confirmed only when its ring is without that host.
/// </summary>
internal sealed class Quorum
{
    private readonly HashSet<HostId> down = [];
    private ImmutableArray<HostId> ring = [];

    /// <summary>As far as is known; may be out of date for a moment.</summary>
    public bool IsHeld { get; private set; }

    public bool IsConfirmed => IsHeld && !ring.Any(down.Contains);

    public void MembershipChanged(ImmutableArray<HostId> members, ImmutableArray<HostId> gone)
    {
        down.UnionWith(gone);
        down.ExceptWith(members);
    }

    public void Changed(bool quorate, ImmutableArray<HostId> hosts) => (IsHeld, ring) = (quorate, hosts);
}
