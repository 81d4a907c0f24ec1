using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// What passive replicas are made from (SPARE 4.2): in the beginning the image, later a copy of a paused passive replica
/// that is never started itself. With the agreed updates since then, in the journal, it is the paper's S'. Its owner
/// calls it one call at a time.
/// </summary>
internal sealed class PassiveOrigin(LocalReplicasOptions options, ReplicaFactory factory)
{
    private VirtualMachine? machine;

    /// <summary>The last update that it has.</summary>
    public UpdateNumber Number { get; private set; }

    /// <summary>The image turned out to have these updates already.</summary>
    public void BeginsAt(UpdateNumber number) => Number = number;

    /// <summary>A new, stopped machine with the base's state.</summary>
    public Task<VirtualMachine> MakeAsync(CancellationToken cancellation) =>
        machine is { } made ? factory.CloneAsync(made, cancellation) : factory.CreateFromImageAsync(cancellation);

    public bool IsOld(PassiveReplica passive) =>
        passive.Update.Value - Number.Value >= (ulong)options.BaseInterval
        || passive.BytesSinceBase >= options.BaseBytes;

    /// <summary>
    /// Becomes a copy of the paused passive replica; the caller sees to it that it stays paused. The old base is there
    /// until the copy is complete, and when it fails.
    /// </summary>
    public async Task RefreshAsync(PassiveReplica source, CancellationToken cancellation)
    {
        var (old, number) = (machine, source.Update);
        machine = await factory.CloneAsync(source.Machine.Machine, cancellation);
        Number = number;
        source.BytesSinceBase = 0;
        if (old is not null)
        {
            factory.Destroy(old);
        }
    }
}
