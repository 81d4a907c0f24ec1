using Spare.Replication;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>The effects that have states of replicas compared and bases made; as all slow ones they end with one event.</summary>
internal sealed class StateEffects(ILocalReplicas replicas, CancellationToken stopping)
{
    public Task<ManagerEvent?> Begin(ManagerEffect effect) => effect switch
    {
        ManagerEffect.NoteState note => NoteAsync(note),
        ManagerEffect.CheckPassive check => CheckAsync(check),
        ManagerEffect.TakeCopy take => TakeAsync(take),
        ManagerEffect.DropCopy drop => Do(() => replicas.DropBase(drop.Check)),
        ManagerEffect.DiscardPassive => Do(replicas.DiscardPassive),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<ManagerEvent?> NoteAsync(ManagerEffect.NoteState note)
    {
        try
        {
            return new ManagerEvent.StateDigested(
                note.Replica, note.Check, await replicas.DigestStateAsync(note.Replica, note.Check, stopping));
        }
        catch (ReplicaException failure)
        {
            return new ManagerEvent.StateNotDigested(note.Replica, note.Check, failure.Message);
        }
    }

    private async Task<ManagerEvent?> CheckAsync(ManagerEffect.CheckPassive check)
    {
        try
        {
            return new ManagerEvent.PassiveChecked(
                check.Check, await replicas.CheckPassiveAsync(check.Check, check.Number, check.Copy, stopping));
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException or JournalException)
        {
            return new ManagerEvent.PassiveNotChecked(check.Check, failure.Message);
        }
    }

    private async Task<ManagerEvent?> TakeAsync(ManagerEffect.TakeCopy take)
    {
        try
        {
            return new ManagerEvent.BaseMade(await replicas.TakeBaseAsync(take.Check));
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException or JournalException)
        {
            return new ManagerEvent.BaseNotMade(failure.Message);
        }
    }

    private static Task<ManagerEvent?> Do(Action action)
    {
        action();
        return Task.FromResult<ManagerEvent?>(null);
    }
}
