using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// What passive replicas are made from (SPARE 4.2): in the beginning the image, later a copy of a paused passive replica
/// that is never started itself and outlives the daemon. With the agreed updates since then, in the journal, it is the
/// paper's S'. Its owner calls it one call at a time.
/// </summary>
/// <param name="durable">Null: the base ends with the daemon.</param>
internal sealed class PassiveOrigin(LocalReplicasOptions options, ReplicaFactory factory, DurableOrigin? durable)
{
    private VirtualMachine? machine;

    /// <summary>The last update that it has.</summary>
    public UpdateNumber Number { get; private set; }

    /// <summary>It is a copy of the image.</summary>
    public bool IsImage => machine is null;

    /// <summary>What an earlier daemon left cannot be gone on from; null: it can.</summary>
    public string? Damage { get; private set; }

    /// <summary>Finds the base of an earlier daemon among the machines that are there.</summary>
    public async Task RestoreAsync(ImmutableArray<VirtualMachine> machines, CancellationToken cancellation)
    {
        if (durable is null)
        {
            return;
        }

        try
        {
            (machine, Number) = await durable.RestoreAsync(machines, cancellation);
        }
        catch (JournalException damage)
        {
            Damage = damage.Message;
        }
    }

    /// <summary>The machine is needed after the daemon's end.</summary>
    public bool Keeps(VirtualMachineName name) => durable is not null && machine?.Name == name;

    /// <summary>The image turned out to have these updates already.</summary>
    public void BeginsAt(UpdateNumber number) => Number = number;

    /// <summary>A new, stopped machine with the base's state.</summary>
    /// <exception cref="ReplicaException">There is no base to go on from.</exception>
    public Task<VirtualMachine> MakeAsync(CancellationToken cancellation)
    {
        if (Damage is { } damage)
        {
            throw new ReplicaException(damage);
        }

        return machine is { } made ? factory.CloneAsync(made, cancellation) : factory.CreateFromImageAsync(cancellation);
    }

    public bool IsOld(PassiveReplica passive) =>
        passive.Update.Value - Number.Value >= (ulong)options.BaseInterval
        || passive.BytesSinceBase >= options.BaseBytes;

    /// <summary>
    /// Becomes a copy of the paused passive replica; the caller sees to it that it stays paused. The old base is there
    /// until the copy is complete and recorded, and when that fails.
    /// </summary>
    public async Task RefreshAsync(PassiveReplica source, CancellationToken cancellation)
    {
        var (old, number) = (machine, source.Update);
        var end = durable is null ? JournalEnd.Image : await durable.FindAsync(number, cancellation);
        var copy = await factory.CloneAsync(source.Machine.Machine, cancellation);
        if (durable is not null)
        {
            await PersistAsync(durable, new BaseMachine(copy.Name, end), copy);
        }

        (machine, Number) = (copy, number);
        source.BytesSinceBase = 0;
        if (old is not null)
        {
            factory.Destroy(old);
        }
    }

    private async Task PersistAsync(DurableOrigin durable, BaseMachine named, VirtualMachine copy)
    {
        try
        {
            await factory.Hypervisor.PersistAsync(copy.Name, CancellationToken.None);
        }
        catch
        {
            factory.Destroy(copy);
            throw;
        }

        // When this fails, the file may name either: both machines stay.
        await durable.WriteAsync(named);
    }
}
