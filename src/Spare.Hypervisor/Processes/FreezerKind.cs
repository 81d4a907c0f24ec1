namespace Spare.Hypervisor.Processes;

/// <summary>What takes the processor away from all processes of a machine.</summary>
public enum FreezerKind
{
    /// <summary>cgroup v2, <c>cgroup.freeze</c>.</summary>
    Unified,

    /// <summary>The freezer controller of cgroup v1.</summary>
    Legacy,

    /// <summary>SIGSTOP to every process of the machine's user, until none runs.</summary>
    Signals,
}
