using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Faults;

namespace Spare.Simulation.Checking;

/// <summary>How a run ended, when everything had come to rest.</summary>
public sealed record Ending(SimulationPlan Plan, ImmutableArray<HostEnding> Hosts)
{
    private Epoch Last => Hosts.Where(host => host.Alive).Max(host => host.State?.Epoch ?? Epoch.None);

    /// <summary>
    /// Those that got furthest, and so say what was agreed. A host that crashed, or that the others went on without, may
    /// have seen other requests and votes at the end of its time; what it answered counts all the same.
    /// </summary>
    public ImmutableHashSet<HostId> Survivors =>
        [.. Hosts.Where(host => host.Alive && host.State?.Epoch == Last).Select(host => host.Host)];
}

/// <summary>How one host ended.</summary>
/// <param name="Active">The state of its active replica; null when it has none that is correct.</param>
/// <param name="Passive">The state of its passive replica; null when it has none.</param>
public sealed record HostEnding(
    HostId Host, bool Alive, ManagerState? State, Digest? Active, UpdateNumber PassiveNumber, Digest? Passive);
