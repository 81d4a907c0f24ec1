using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// The place of the passive replica: at most one is there, and one thing at a time is done with it. Waking it waits for
/// an update under way, but not for a copy of it: that is given up.
/// </summary>
internal sealed class PassiveSlot(
    LocalReplicasOptions options, ReplicaFactory factory, IJournal? journal, Action<ReplicaNotice> notice) : IAsyncDisposable
{
    private const int BatchUpdates = 500;
    private const long BatchBytes = 8 * 1024 * 1024;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly ReplicaBase replicaBase = new(options, factory);
    private PassiveReplica? passive;
    private Task refresh = Task.CompletedTask;

    public ReplicaMachine? Machine => Volatile.Read(ref passive)?.Machine;

    public async Task MakeFirstAsync(ReplicaId id, CancellationToken cancellation)
    {
        var made = await StartAsync(id, cancellation);
        replicaBase.BeginsAt(made.Update);
        await made.Machine.PauseAsync(cancellation);
        Volatile.Write(ref passive, made);
    }

    public Task<UpdateNumber> UpdateAsync(ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation) =>
        AloneAsync(
            async waiting =>
            {
                replicaBase.Count(await waiting.UpdateAsync(updates, options.UpdateDeadline, cancellation));
                if (replicaBase.IsOld(waiting.Update) && refresh.IsCompleted)
                {
                    refresh = RefreshBaseAsync();
                }

                return waiting.Update;
            },
            cancellation);

    /// <summary>Takes the passive replica away, running and with these updates; one that fails at them is destroyed.</summary>
    public async Task<ReplicaMachine> WakeAsync(
        ReplicaId replica, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation)
    {
        replicaBase.CancelRefresh();
        return await AloneAsync(
            async waiting =>
            {
                Volatile.Write(ref passive, null);
                waiting.Machine.Id = replica;
                try
                {
                    await waiting.WakeAsync(updates, options.UpdateDeadline, cancellation);
                    return waiting.Machine;
                }
                catch
                {
                    factory.Destroy(waiting.Machine);
                    throw;
                }
            },
            cancellation);
    }

    /// <summary>Makes the next one from base and journal.</summary>
    public async Task<UpdateNumber> MakeAsync(ReplicaId id, UpdateNumber atLeast, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (passive is not null)
            {
                return passive.Update;
            }

            var made = await StartAsync(id, cancellation);
            try
            {
                await ReplayAsync(made, atLeast, cancellation);
                await made.Machine.PauseAsync(cancellation);
            }
            catch
            {
                factory.Destroy(made.Machine);
                throw;
            }

            Volatile.Write(ref passive, made);
            return made.Update;
        }
        finally
        {
            gate.Release();
        }
    }

    public ReplicaView? Describe() => Volatile.Read(ref passive) is { } waiting
        ? new ReplicaView(waiting.Machine.Id, IsActive: false, waiting.IsAwake, waiting.Update, waiting.Machine.Machine)
        : null;

    public Task<ReplicaId> IdAsync(CancellationToken cancellation) =>
        AloneAsync(waiting => Task.FromResult(waiting.Machine.Id), cancellation);

    public Task<Digest> DumpAsync(ReplicaId replica, Action<string>? take, CancellationToken cancellation) =>
        AloneAsync(
            waiting => waiting.Machine.Id == replica
                ? waiting.AwakeAsync(machine => machine.DumpAsync(take, cancellation), cancellation)
                : throw new ReplicaException($"{replica} is not on this host."),
            cancellation);

    /// <summary>It ended by itself.</summary>
    public void Lost(ReplicaMachine machine)
    {
        if (Interlocked.Exchange(ref passive, null) is not null)
        {
            factory.Destroy(machine);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await refresh.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (Interlocked.Exchange(ref passive, null) is { } waiting)
        {
            factory.Destroy(waiting.Machine);
        }

        ending.Dispose();
    }

    private async Task<PassiveReplica> StartAsync(ReplicaId id, CancellationToken cancellation)
    {
        var machine = await factory.StartAsync(id, await replicaBase.MakeAsync(cancellation), cancellation);
        return new PassiveReplica(machine, machine.Agent.Greeting.Update);
    }

    /// <summary>Everything in the journal that the new replica lacks, in batches of bounded size.</summary>
    private async Task ReplayAsync(PassiveReplica made, UpdateNumber atLeast, CancellationToken cancellation)
    {
        if (journal is null)
        {
            return;
        }

        var batch = ImmutableArray.CreateBuilder<AgreedUpdate>();
        long bytes = 0;
        await foreach (var record in journal.ReadAsync(made.Update, atLeast, cancellation))
        {
            batch.Add(new AgreedUpdate(record.Update, record.Sequence, record.WriteSet));
            bytes += record.WriteSet.Length;
            if (batch.Count >= BatchUpdates || bytes >= BatchBytes)
            {
                await made.ApplyAsync(batch.DrainToImmutable(), options.UpdateDeadline, cancellation);
                bytes = 0;
            }
        }

        await made.ApplyAsync(batch.DrainToImmutable(), options.UpdateDeadline, cancellation);
    }

    private async Task RefreshBaseAsync()
    {
        try
        {
            await Task.Yield();
            await AloneAsync(
                async waiting =>
                {
                    if (await replicaBase.RefreshAsync(waiting, ending.Token))
                    {
                        notice(new ReplicaNotice.BaseMade(waiting.Machine.Id, replicaBase.Number));
                    }

                    return true;
                },
                ending.Token);
        }
        catch (Exception failure) when (failure is HypervisorException or ReplicaException or OperationCanceledException)
        {
            // The old base stays; the next update tries again.
        }
    }

    private async Task<T> AloneAsync<T>(Func<PassiveReplica, Task<T>> work, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await work(passive ?? throw new ReplicaException($"Host {options.Host} has no passive replica now."));
        }
        finally
        {
            gate.Release();
        }
    }
}
