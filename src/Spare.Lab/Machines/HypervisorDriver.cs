namespace Spare.Lab.Machines;

/// <summary>What the replicas of a lab are.</summary>
public enum HypervisorDriver
{
    /// <summary>Groups of processes: seconds to start, and nothing special needed.</summary>
    Process,

    /// <summary>Virtual machines of QEMU.</summary>
    Libvirt,
}
