using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// What passive replicas are made from (SPARE 4.2): in the beginning the image, later a copy of a paused passive replica
/// that is never started itself. With the agreed updates since then, in the journal, it is the paper's S'.
/// </summary>
internal sealed class ReplicaBase(LocalReplicasOptions options, ReplicaFactory factory)
{
    private VirtualMachine? machine;
    private CancellationTokenSource? refreshing;
    private long bytesSince;

    /// <summary>The last update that it has.</summary>
    public UpdateNumber Number { get; private set; }

    /// <summary>The image turned out to have these updates already.</summary>
    public void BeginsAt(UpdateNumber number) => Number = number;

    /// <summary>A new, stopped machine with the base's state.</summary>
    public Task<VirtualMachine> MakeAsync(CancellationToken cancellation) =>
        machine is { } made ? factory.CloneAsync(made, cancellation) : factory.CreateFromImageAsync(cancellation);

    /// <summary>The passive replica took updates of so many bytes.</summary>
    public void Count(long bytes) => bytesSince += bytes;

    public bool IsOld(UpdateNumber passive) =>
        passive.Value - Number.Value >= (ulong)options.BaseInterval || bytesSince >= options.BaseBytes;

    /// <summary>
    /// Copies the paused passive replica; the caller sees to it that it stays paused. False: cancelled by
    /// <see cref="CancelRefresh"/>, and the old base stays.
    /// </summary>
    public async Task<bool> RefreshAsync(PassiveReplica source, CancellationToken cancellation)
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Volatile.Write(ref refreshing, cancelling);
        try
        {
            var copy = await factory.CloneAsync(source.Machine.Machine, cancelling.Token);
            var old = machine;
            (machine, Number, bytesSince) = (copy, source.Update, 0);
            if (old is not null)
            {
                factory.Destroy(old);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Volatile.Write(ref refreshing, null);
        }
    }

    /// <summary>The passive replica is needed now: a copy under way is given up.</summary>
    public void CancelRefresh()
    {
        try
        {
            Volatile.Read(ref refreshing)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was just done.
        }
    }
}
