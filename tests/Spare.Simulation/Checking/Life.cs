using Spare.Protocol;

namespace Spare.Simulation.Checking;

/// <summary>A manager from its start to its end; a host that comes back has another one.</summary>
public readonly record struct Life(HostId Host, Incarnation Incarnation)
{
    public override string ToString() => Host.ToString();
}
