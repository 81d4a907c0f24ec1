namespace Spare.Simulation.Hosts;

/// <summary>How well a host does what it has to do.</summary>
public sealed class HostConditions
{
    /// <summary>Factor on the time of everything that the host does.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>How many of a thousand updates of the passive replica fail, and as many times a replica cannot be made.</summary>
    public int FailuresPerMille { get; set; }
}
