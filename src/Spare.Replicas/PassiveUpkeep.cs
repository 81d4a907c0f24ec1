using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// Keeps a passive replica ready: makes it from base and journal, brings it up to date, and wakes it (SPARE 3.2, 4.1.1 and
/// 4.2).
/// </summary>
/// <param name="journal">Null: passive replicas are made from the base alone.</param>
internal sealed class PassiveUpkeep(
    LocalReplicasOptions options, ReplicaFactory factory, IJournal? journal, PassiveOrigin origin, PassiveSlot slot,
    BaseCopies copies, Action<ReplicaNotice> notice) : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly StateTransfer transfer = new(options, factory);
    private readonly JournalReplay? replay = journal is null ? null : new JournalReplay(journal, options.UpdateDeadline);
    private Task grace = Task.CompletedTask;

    public PassiveReplica? Current => slot.Current;

    public Task MakeFirstAsync(ReplicaId id, CancellationToken cancellation) =>
        slot.FillAsync(
            async () =>
            {
                var first = await MakeFromBaseAsync(id, options.FirstPassive, UpdateNumber.None, cancellation);
                origin.BeginsAt(first.Update);
                return first;
            },
            cancellation);

    /// <summary>Makes the next one from base and journal; one that fails on the way is destroyed.</summary>
    public async Task<UpdateNumber> MakeAsync(
        ReplicaId id, ImageNumber image, UpdateNumber atLeast, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ending.Token);
        await Volatile.Read(ref grace).WaitAsync(either.Token);
        var passive = await slot.FillAsync(
            async () =>
            {
                var made = await MakeFromBaseAsync(id, image, atLeast, either.Token);
                copies.Look(made);
                return made;
            },
            either.Token);
        return passive.Update;
    }

    /// <summary>One that does not take the updates is given up: nobody knows how far it got.</summary>
    public Task<UpdateNumber> UpdateAsync(ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation) =>
        slot.UseAsync(
            async waiting =>
            {
                try
                {
                    await waiting.UpdateAsync(updates, options.UpdateDeadline, options.Stages, cancellation);
                }
                catch (Exception failure) when (failure is ReplicaException or HypervisorException)
                {
                    Lost(waiting.Machine, failure.Message);
                    throw;
                }

                copies.Look(waiting);
                return waiting.Update;
            },
            cancellation);

    /// <summary>Takes the passive replica away, running and with these updates; one that fails at them is destroyed.</summary>
    public async Task<ReplicaMachine> WakeAsync(
        ReplicaId replica, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation)
    {
        var woken = await slot.TakeAsync(cancellation);
        Volatile.Write(ref grace, Task.Delay(options.WakingGrace, CancellationToken.None));
        woken.Machine.Id = replica;
        try
        {
            await woken.WakeAsync(
                updates, options.UpdateDeadline, () => notice(new ReplicaNotice.Resumed(replica)), cancellation);
            return woken.Machine;
        }
        catch
        {
            factory.Destroy(woken.Machine);
            throw;
        }
    }

    /// <summary>The next one is made from this base; the one that is there is destroyed.</summary>
    public Task ReplaceBaseAsync(
        VirtualMachine? next, JournalEnd end, ImmutableArray<KeptReply> kept, CancellationToken cancellation) =>
        slot.EmptyAsync(
            async outdated =>
            {
                if (outdated is not null)
                {
                    factory.Destroy(outdated.Machine);
                }

                await origin.ReplaceAsync(next, end, kept);
            },
            cancellation);

    /// <summary>Waits until there is one that nothing is being done with.</summary>
    public async Task<ReplicaId> IdAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var filled = slot.Filled;
            if (slot.Current is not null)
            {
                return await slot.UseAsync(waiting => Task.FromResult(waiting.Machine.Id), cancellation);
            }

            await filled.WaitAsync(cancellation);
        }
    }

    public Task<Digest> DumpAsync(ReplicaId replica, Action<string>? take, CancellationToken cancellation) =>
        slot.UseAsync(
            waiting => waiting.Machine.Id == replica
                ? waiting.AwakeAsync(machine => machine.DumpAsync(take, cancellation), cancellation)
                : throw new ReplicaException($"{replica} is not on this host."),
            cancellation);

    /// <summary>It is good for nothing: the next one is made from base and journal.</summary>
    public void Discard()
    {
        if (slot.Current is { } spoilt && slot.Remove(spoilt))
        {
            factory.Destroy(spoilt.Machine);
        }
    }

    /// <summary>It ended by itself, or is good for nothing any more.</summary>
    public void Lost(ReplicaMachine machine, string reason)
    {
        if (slot.Current is { } lost && lost.Machine == machine && slot.Remove(lost))
        {
            factory.Destroy(machine);
            notice(new ReplicaNotice.PassiveLost(machine.Id, $"The passive replica is gone: {reason}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (await slot.ClearAsync() is { } last)
        {
            factory.Destroy(last.Machine);
        }

        ending.Dispose();
    }

    private async Task<PassiveReplica> MakeFromBaseAsync(
        ReplicaId id, ImageNumber image, UpdateNumber atLeast, CancellationToken cancellation)
    {
        var wanted = options.Images.IsEmpty ? null : options.Images[image.Value % options.Images.Length];
        var isForeign = origin.IsForeignTo(wanted);
        var stopped = await origin.MakeAsync(wanted, cancellation);
        var machine = isForeign && wanted is not null
            ? await transfer.MakeAsync(id, wanted, stopped, cancellation)
            : await factory.StartAsync(id, stopped, cancellation);
        try
        {
            var made = new PassiveReplica(machine, isForeign ? machine.Update : machine.Agent.Greeting.Update);
            if (replay is not null)
            {
                await replay.ApplyAsync(made, atLeast, cancellation);
            }

            await machine.PauseAsync(cancellation);
            return made;
        }
        catch
        {
            factory.Destroy(machine);
            throw;
        }
    }
}
