using System.Collections.Concurrent;
using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>The replicas that execute requests, and those that are being started and may be given up before they run.</summary>
internal sealed class RunningReplicas(ReplicaFactory factory)
{
    private readonly ConcurrentDictionary<ReplicaId, ReplicaMachine> running = new();
    private readonly Lock gate = new();
    private readonly HashSet<ReplicaId> starting = [];

    public ImmutableArray<ReplicaMachine> All => [.. running.Values.OrderBy(machine => machine.Id)];

    public ReplicaMachine? Find(ReplicaId replica) => running.GetValueOrDefault(replica);

    /// <param name="wake">Gives the machine, running and up to date.</param>
    /// <exception cref="ReplicaException">It did not start, or was ended meanwhile; it is destroyed.</exception>
    public async Task<ReplicaMachine> StartAsync(
        ReplicaId replica, Func<Task<ReplicaMachine>> wake, CancellationToken cancellation)
    {
        lock (gate)
        {
            starting.Add(replica);
        }

        ReplicaMachine? machine = null;
        try
        {
            machine = await wake();
            await factory.ActivateAsync(machine, cancellation);
            Admit(machine);
            return machine;
        }
        catch
        {
            Forget(replica);
            if (machine is not null)
            {
                factory.Destroy(machine);
            }

            throw;
        }
    }

    /// <summary>It answers nothing more when this returns, also when it is still being started.</summary>
    public void End(ReplicaId replica)
    {
        if (Forget(replica) is { } ended)
        {
            factory.End(ended);
        }
    }

    public void EndAll()
    {
        foreach (var replica in running.Keys)
        {
            End(replica);
        }
    }

    private void Admit(ReplicaMachine machine)
    {
        lock (gate)
        {
            if (!starting.Remove(machine.Id))
            {
                throw new ReplicaException($"{machine.Id} was ended while it was being started.");
            }

            running[machine.Id] = machine;
        }

        // Whoever watched it end before this found nobody of that name here.
        if (machine.Agent.Closed.IsCompleted)
        {
            throw new ReplicaException($"{machine.Id} ended while it was being started.");
        }
    }

    private ReplicaMachine? Forget(ReplicaId replica)
    {
        lock (gate)
        {
            starting.Remove(replica);
            running.TryRemove(replica, out var known);
            return known;
        }
    }
}
