using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>One step of one manager: what happened to it, when by its own clock, and what it wanted done.</summary>
public readonly record struct Observation(
    Life Life, Instant Now, ManagerEvent Input, IReadOnlyList<ManagerEffect> Effects)
{
    public HostId Host => Life.Host;
}
