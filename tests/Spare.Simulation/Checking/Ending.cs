using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication;
using Spare.Simulation.Faults;

namespace Spare.Simulation.Checking;

/// <summary>How a run ended, when everything had come to rest.</summary>
public sealed record Ending(SimulationPlan Plan, ImmutableArray<HostEnding> Hosts);

/// <summary>How one host ended.</summary>
/// <param name="Active">The state of its active replica; null when it has none that is correct.</param>
/// <param name="Passive">The state of its passive replica; null when it has none.</param>
public sealed record HostEnding(
    HostId Host, bool Alive, ManagerState? State, Digest? Active, UpdateNumber PassiveNumber, Digest? Passive);
