namespace Spare.Hypervisor.Processes.Groups;

/// <summary>
/// A machine held together by nothing but its user id, which no other process of the host has. Its processes may wake
/// each other between two signals; a pause is complete only when one look at all of them finds every one stopped.
/// </summary>
internal sealed class SignalGroup(uint user) : MachineGroup
{
    /// <summary>Signals in close order: processes that wake each other are to be caught at the same moment.</summary>
    private const int RoundsEach = 5;

    internal override string Directory => "";

    internal override void Make()
    {
    }

    internal override IReadOnlyList<int> Members() => [.. Living().Select(process => process.Id)];

    internal override bool IsEmpty => !Living().Any();

    internal override bool IsFrozen
    {
        get
        {
            var living = Living().ToList();
            return living.Count > 0 && living.TrueForAll(process => process.State is 'T' or 't');
        }
    }

    internal override void Freeze() => SendAll(NativeMethods.Stop);

    internal override void Thaw() => SendAll(NativeMethods.Continue);

    internal override void Kill() => SendAll(NativeMethods.Kill);

    internal override bool Remove() => IsEmpty;

    private void SendAll(int signal)
    {
        var members = Members();
        for (var round = 0; round < RoundsEach; round++)
        {
            foreach (var member in members)
            {
                _ = NativeMethods.Signal(member, signal);
            }
        }
    }

    private IEnumerable<ProcessStatus> Living() =>
        ProcessStatus.All().Where(process => process.User == user && process.State is not ('Z' or 'X'));
}
