namespace Spare.Hypervisor.Processes.Storage;

/// <summary>How far a machine's making or unmaking has come.</summary>
internal enum MachinePhase
{
    /// <summary>Its disk is not complete: worth nothing when the daemon that was copying is gone.</summary>
    Creating,
    Made,

    /// <summary>To be destroyed, whatever happens.</summary>
    Destroying,
}
