using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// Has the passive replica's state digested and copied, and makes a copy the base once that state is agreed on (SPARE 4.2).
/// There is one copy at a time.
/// </summary>
internal sealed class BaseCopies(
    LocalReplicasOptions options, ReplicaFactory factory, PassiveSlot slot, PassiveOrigin origin, Action<ReplicaNotice> notice)
    : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private (CheckNumber Check, BaseCopy Copy)? waiting;

    /// <summary>Tells that a new base is wanted, if one is.</summary>
    public void Look(PassiveReplica updated)
    {
        if (origin.IsOld(updated))
        {
            notice(new ReplicaNotice.BaseOld(updated.Machine.Id));
        }
    }

    /// <summary>
    /// Digests the state of the passive replica, and copies it if that is wanted. Whoever wants the replica woken does not
    /// wait for it.
    /// </summary>
    /// <exception cref="ReplicaException">It was woken, is at another update, or did not answer.</exception>
    public async Task<Digest> CheckAsync(
        CheckNumber check, UpdateNumber number, bool copy, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ending.Token);
        try
        {
            var (source, state) = await slot.LookAsync(
                async (passive, token) => (passive, await DigestAsync(passive, check, number, token)), either.Token);
            if (copy)
            {
                await slot.CopyAsync((passive, token) => CopyAsync(check, source, passive, number, token), either.Token);
            }

            return state;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException("The passive replica is needed, or gave no digest in time.");
        }
    }

    /// <summary>The state of the copy is agreed on.</summary>
    /// <returns>The last update that the base has now.</returns>
    /// <exception cref="ReplicaException">There is no such copy.</exception>
    public async Task<UpdateNumber> TakeAsync(CheckNumber check)
    {
        if (Remove(check) is not { } copy)
        {
            throw new ReplicaException("There is no copy to make the base of.");
        }

        try
        {
            await origin.TakeAsync(copy);
        }
        catch (Exception failure) when (failure is HypervisorException or JournalException)
        {
            notice(new ReplicaNotice.BaseNotMade(copy.Source.Machine.Id, failure.Message));
            throw;
        }

        notice(new ReplicaNotice.BaseMade(copy.Source.Machine.Id, copy.Number));
        return copy.Number;
    }

    /// <summary>The copy is not needed.</summary>
    public void Drop(CheckNumber check)
    {
        if (Remove(check) is { } copy)
        {
            factory.Destroy(copy.Machine);
        }
    }

    /// <summary>What is under way is given up.</summary>
    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    private async Task<Digest> DigestAsync(
        PassiveReplica passive, CheckNumber check, UpdateNumber number, CancellationToken cancellation)
    {
        if (passive.Update != number)
        {
            throw new ReplicaException($"The passive replica is at {passive.Update}, and was to be at {number}.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Agent.Dump);
        var began = TimeProvider.System.GetTimestamp();
        var (state, _) = await passive.AwakeAsync(machine => machine.DigestStateAsync(check, deadline.Token), cancellation);
        notice(new ReplicaNotice.StateDigested(
            passive.Machine.Id, TimeSpan.Zero, TimeProvider.System.GetElapsedTime(began)));
        return state;
    }

    private async Task CopyAsync(
        CheckNumber check, PassiveReplica digested, PassiveReplica passive, UpdateNumber number, CancellationToken cancellation)
    {
        if (passive != digested || passive.Update != number)
        {
            throw new ReplicaException("The passive replica is another one by now.");
        }

        try
        {
            var copy = await origin.CopyOfAsync(passive, cancellation);
            BaseCopy? before;
            lock (gate)
            {
                before = waiting?.Copy;
                waiting = (check, copy);
            }

            if (before is not null)
            {
                factory.Destroy(before.Machine);
            }
        }
        catch (Exception failure) when (failure is HypervisorException or JournalException)
        {
            notice(new ReplicaNotice.BaseNotMade(passive.Machine.Id, failure.Message));
            throw;
        }
    }

    private BaseCopy? Remove(CheckNumber check)
    {
        lock (gate)
        {
            if (waiting is not var (made, copy) || made != check)
            {
                return null;
            }

            waiting = null;
            return copy;
        }
    }
}
