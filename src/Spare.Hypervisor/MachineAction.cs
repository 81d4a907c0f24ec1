namespace Spare.Hypervisor;

/// <summary>What can be asked of a machine.</summary>
internal enum MachineAction
{
    Start,
    Pause,
    Resume,
    Favour,
    Clone,
    Persist,
    Export,
    Destroy,
}
