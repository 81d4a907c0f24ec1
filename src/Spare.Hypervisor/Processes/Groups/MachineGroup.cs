namespace Spare.Hypervisor.Processes.Groups;

/// <summary>
/// Everything that runs in one machine, as the kernel lets us hold it together: the thing that is paused, counted
/// and ended. The processes in it are untrusted and may fork while they are counted.
/// </summary>
internal abstract class MachineGroup
{
    /// <summary>The control group that the first process enters before anything else; empty where there is none.</summary>
    internal abstract string Directory { get; }

    /// <summary>Makes an empty group, or takes the empty one that is there.</summary>
    internal abstract void Make();

    internal abstract IReadOnlyList<int> Members();

    internal abstract bool IsEmpty { get; }

    /// <summary>True when nothing in the group can run.</summary>
    internal abstract bool IsFrozen { get; }

    /// <summary>Asks for the pause; called again while <see cref="IsFrozen"/> is false.</summary>
    internal abstract void Freeze();

    internal abstract void Thaw();

    /// <summary>Ends everything in the group, frozen or not; called again until it is empty.</summary>
    internal abstract void Kill();

    /// <summary>Removes the empty group. True: nothing is left of it.</summary>
    internal abstract bool Remove();

    /// <summary>Processor time of all that ever ran in the group, where the kernel counts it.</summary>
    internal virtual TimeSpan? Processor => null;
}
