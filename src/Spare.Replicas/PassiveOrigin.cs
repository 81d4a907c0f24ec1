using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// What passive replicas are made from (SPARE 4.2): in the beginning the image, later a copy of a paused passive replica
/// that is never started itself and outlives the daemon. With the agreed updates since then, in the journal, it is the
/// paper's S'. A base whose state was agreed on may take its place at any time; everything else is its owner's business,
/// one call at a time.
/// </summary>
/// <param name="durable">Null: the base ends with the daemon.</param>
[SuppressMessage("Design", "CA1001", Justification = "Disposal would break callers that still wait for their turn.")]
internal sealed class PassiveOrigin(LocalReplicasOptions options, ReplicaFactory factory, DurableOrigin? durable)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile Standing standing = new(null, JournalEnd.Image);

    /// <summary>The last update that it has.</summary>
    public UpdateNumber Number { get; private set; }

    /// <summary>Its place in the order, when it is recorded; <see cref="JournalEnd.Image"/> for the image.</summary>
    public JournalEnd End => standing.End;

    /// <summary>It is a copy of the image.</summary>
    public bool IsImage => standing.Machine is null;

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
            var (machine, end) = await durable.RestoreAsync(machines, cancellation);
            (standing, Number) = (new Standing(machine, end), end.Update);
        }
        catch (JournalException damage)
        {
            Damage = damage.Message;
        }
    }

    /// <summary>The machine is needed after the daemon's end.</summary>
    public bool Keeps(VirtualMachineName name) => durable is not null && standing.Machine?.Name == name;

    /// <summary>The image turned out to have these updates already.</summary>
    public void BeginsAt(UpdateNumber number) => Number = number;

    /// <summary>A replica of that image cannot be a clone of the base.</summary>
    public bool IsForeignTo(ReplicaImage? image) =>
        image is not null && standing.Machine is { } machine && machine.Image != image.Name;

    /// <summary>A new, stopped machine with the base's state: where that is an image's, of the wanted one.</summary>
    /// <exception cref="ReplicaException">There is no base to go on from.</exception>
    public Task<VirtualMachine> MakeAsync(ReplicaImage? wanted, CancellationToken cancellation)
    {
        if (Damage is { } damage)
        {
            throw new ReplicaException(damage);
        }

        return InTurnAsync(
            () => standing.Machine is { } made
                ? factory.CloneAsync(made, cancellation)
                : wanted is null ? factory.CreateFromImageAsync(cancellation)
                : factory.CreateAsync(wanted, cancellation),
            cancellation);
    }

    /// <summary>A new, stopped machine with the base's state, and the place of that; null: the base is the image.</summary>
    /// <remarks>Needs no turn of the owner's: whoever copies for long keeps nobody from using or renewing the base.</remarks>
    /// <exception cref="ReplicaException">There is no base to go on from.</exception>
    public async Task<(VirtualMachine Machine, JournalEnd End)?> CopyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var current = standing;
            if (Damage is { } damage)
            {
                throw new ReplicaException(damage);
            }

            if (current.Machine is not { } source)
            {
                return null;
            }

            try
            {
                return (await factory.CloneAsync(source, cancellation), current.End);
            }
            catch (HypervisorException) when (standing != current)
            {
                // It was renewed meanwhile, and the old one destroyed.
            }
        }
    }

    public bool IsOld(PassiveReplica passive) =>
        passive.Update.Value - Number.Value >= (ulong)options.BaseInterval
        || passive.BytesSinceBase >= options.BaseBytes;

    /// <summary>A copy of the paused passive replica; whoever resumes it cancels this before.</summary>
    public async Task<BaseCopy> CopyOfAsync(PassiveReplica source, CancellationToken cancellation)
    {
        var (number, bytes) = (source.Update, source.BytesSinceBase);
        var end = durable is null ? JournalEnd.Image : await durable.FindAsync(number, cancellation);
        var copy = await factory.CloneAsync(source.Machine.Machine, cancellation);
        if (cancellation.IsCancellationRequested)
        {
            // The driver did not hear of it in time: the replica may have run, and written, while it was copied.
            factory.Destroy(copy);
            throw new OperationCanceledException(cancellation);
        }

        return new BaseCopy(copy, source, number, end, bytes);
    }

    /// <summary>Becomes that copy. The old base is there until the copy is recorded, and when that fails.</summary>
    public async Task TakeAsync(BaseCopy copy)
    {
        if (durable is not null)
        {
            await PersistAsync(copy.Machine);
        }

        await InTurnAsync(
            async () =>
            {
                if (durable is not null)
                {
                    // When this fails, the file may name either: both machines stay.
                    await durable.WriteAsync(new BaseMachine(copy.Machine.Name, copy.End));
                }

                var old = standing.Machine;
                (standing, Number) = (new Standing(copy.Machine, copy.End), copy.Number);
                copy.Source.BytesSinceBase -= copy.Bytes;
                if (old is not null)
                {
                    factory.Destroy(old);
                }

                return true;
            },
            CancellationToken.None);
    }

    /// <summary>
    /// Becomes what another host has, and the journal goes on after that. Once this has begun, nothing of the old base and
    /// journal is to be used, also when it fails.
    /// </summary>
    /// <param name="next">Null: the image.</param>
    /// <exception cref="JournalException">The disk failed or is full.</exception>
    public Task ReplaceAsync(VirtualMachine? next, JournalEnd end, ImmutableArray<KeptReply> kept) =>
        InTurnAsync(
            async () =>
            {
                await ReplaceInTurnAsync(next, end, kept);
                return true;
            },
            CancellationToken.None);

    private async Task ReplaceInTurnAsync(VirtualMachine? next, JournalEnd end, ImmutableArray<KeptReply> kept)
    {
        Invariant.Holds(durable is not null, "a base that is not recorded is replaced by that of another host");
        var old = standing.Machine;
        Damage = "The base was being replaced by that of another host. This host has to catch up from another one.";
        await durable!.WriteAsync(next is null ? null : new BaseMachine(next.Name, end)); // Not null: see above.
        (standing, Number) = (new Standing(next, end), end.Update);
        await durable.ResetAsync(end, kept);
        Damage = null;
        if (old is not null)
        {
            factory.Destroy(old);
        }
    }

    private async Task PersistAsync(VirtualMachine copy)
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

    /// <summary>What the base is now, as one value for those who read it without a turn.</summary>
    private sealed record Standing(VirtualMachine? Machine, JournalEnd End);
}
