using System.Diagnostics.CodeAnalysis;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// The place of the passive replica: at most one is there, and one thing at a time is done with it. Whoever takes it
/// away waits for what is being done with it, but not for a copy or a look at it: those are given up.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposal would break callers that still wait to be refused.")]
internal sealed class PassiveSlot
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private PassiveReplica? passive;
    private CancellationTokenSource? copying;
    private CancellationTokenSource? looking;
    private int takers;
    private TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever is there, whatever is being done with it.</summary>
    public PassiveReplica? Current => Volatile.Read(ref passive);

    /// <summary>Completes when the place is filled the next time.</summary>
    public Task Filled => Volatile.Read(ref filled).Task;

    /// <exception cref="ReplicaException">There is none.</exception>
    public Task<T> UseAsync<T>(Func<PassiveReplica, Task<T>> work, CancellationToken cancellation) =>
        InTurnAsync(() => work(Demand()), cancellation);

    /// <summary>
    /// Works with the replica, which must be paused when that ends; the token is cancelled when somebody waits to take it.
    /// </summary>
    /// <exception cref="ReplicaException">There is none, or somebody waits to take it.</exception>
    public Task<T> LookAsync<T>(
        Func<PassiveReplica, CancellationToken, Task<T>> look, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                var (source, cancelling) = BeginLooking(cancellation);
                try
                {
                    return await look(source, cancelling.Token);
                }
                finally
                {
                    EndLooking(cancelling);
                }
            },
            cancellation);

    /// <summary>Fills the place when it is empty.</summary>
    public Task<PassiveReplica> FillAsync(Func<Task<PassiveReplica>> make, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                var made = Current ?? await make();
                Volatile.Write(ref passive, made);
                Interlocked.Exchange(ref filled, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

                // Whoever watched it end before this did not find it here.
                return !made.Machine.Agent.Closed.IsCompleted || !Remove(made)
                    ? made
                    : throw new ReplicaException($"{made.Machine.Id} ended as soon as it was made.");
            },
            cancellation);

    /// <summary>Works while the replica stays paused and in its place; the token is cancelled when it is taken away.</summary>
    /// <exception cref="ReplicaException">There is none, or somebody waits to take it.</exception>
    public Task CopyAsync(Func<PassiveReplica, CancellationToken, Task> copy, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                var (source, cancelling) = BeginCopy(cancellation);
                try
                {
                    await copy(source, cancelling.Token);
                    return true;
                }
                finally
                {
                    EndCopy(cancelling);
                }
            },
            cancellation);

    /// <exception cref="ReplicaException">There is none: nobody waits for one that is being made.</exception>
    public async Task<PassiveReplica> TakeAsync(CancellationToken cancellation)
    {
        if (BeginTaking() is { } copied)
        {
            return copied;
        }

        try
        {
            return await InTurnAsync(
                () =>
                {
                    var taken = Demand();
                    return Remove(taken) ? Task.FromResult(taken) : throw Empty();
                },
                cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref takers);
        }
    }

    /// <summary>Empties the place, after everything that is being done with it, and works before it can be filled again.</summary>
    public Task EmptyAsync(Func<PassiveReplica?, Task> work, CancellationToken cancellation) =>
        InTurnAsync(
            async () =>
            {
                await work(Interlocked.Exchange(ref passive, null));
                return true;
            },
            cancellation);

    /// <summary>Empties the place for good, after everything that is being done with it.</summary>
    public Task<PassiveReplica?> ClearAsync() =>
        InTurnAsync(() => Task.FromResult(Interlocked.Exchange(ref passive, null)), CancellationToken.None);

    /// <returns>Whether it was there.</returns>
    public bool Remove(PassiveReplica replica) => Interlocked.CompareExchange(ref passive, null, replica) == replica;

    private static ReplicaException Empty() => new("This host has no passive replica now.");

    private PassiveReplica Demand() => Current ?? throw Empty();

    /// <returns>The replica, when it was only being copied. Otherwise its copying cannot begin until it is taken.</returns>
    private PassiveReplica? BeginTaking()
    {
        lock (gate)
        {
            var waiting = Demand();
            if (copying is null || !Remove(waiting))
            {
                takers++;
                _ = looking?.CancelAsync();
                return null;
            }

            // The copier cleans up beside whoever takes it.
            _ = copying.CancelAsync();
            return waiting;
        }
    }

    private (PassiveReplica Source, CancellationTokenSource Cancelling) BeginCopy(CancellationToken cancellation)
    {
        lock (gate)
        {
            var source = DemandUnwanted();
            copying = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return (source, copying);
        }
    }

    private (PassiveReplica Source, CancellationTokenSource Cancelling) BeginLooking(CancellationToken cancellation)
    {
        lock (gate)
        {
            var source = DemandUnwanted();
            looking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            return (source, looking);
        }
    }

    private PassiveReplica DemandUnwanted() =>
        Volatile.Read(ref takers) == 0 ? Demand() : throw new ReplicaException("The passive replica is being woken.");

    private void EndLooking(CancellationTokenSource cancelling)
    {
        lock (gate)
        {
            looking = null;
        }

        cancelling.Dispose();
    }

    private void EndCopy(CancellationTokenSource cancelling)
    {
        lock (gate)
        {
            copying = null;
        }

        cancelling.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
