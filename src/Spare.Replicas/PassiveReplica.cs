using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Replication.Updates;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// A paused replica whose every change came from agreed updates (SPARE 3.1). It runs only while it takes updates. Its
/// owner calls it one call at a time.
/// </summary>
internal sealed class PassiveReplica
{
    private volatile bool awake;

    public PassiveReplica(ReplicaMachine machine, UpdateNumber update)
    {
        Machine = machine;
        machine.Update = update;
    }

    public ReplicaMachine Machine { get; }

    /// <summary>The last update that its database has.</summary>
    public UpdateNumber Update => Machine.Update;

    public bool IsAwake => awake;

    /// <summary>Of the write sets that it got since its base was made, or since it was the base itself.</summary>
    public long BytesSinceBase { get; set; }

    /// <summary>Resumes it, applies what it lacks, in one transaction, and pauses it again.</summary>
    /// <exception cref="ReplicaException">It refused or did not finish; it is paused all the same.</exception>
    public async Task UpdateAsync(
        ImmutableArray<AgreedUpdate> updates, TimeSpan within, StageClock stages, CancellationToken cancellation)
    {
        var missing = MissingOf(updates);
        if (!missing.IsEmpty)
        {
            var begin = Now;
            var (resumed, updated) = await AwakeAsync(
                async _ =>
                {
                    var resumed = Now;
                    await ApplyAsync(missing, ReplicaUse.Updated, within, cancellation);
                    return (resumed, Now);
                },
                cancellation);
            stages.TakeUpdate(begin, resumed, updated, Now);
        }
    }

    /// <summary>Resumes it for good, with what it lacks of these updates.</summary>
    /// <exception cref="ReplicaException">It refused or did not finish.</exception>
    public async Task WakeAsync(
        ImmutableArray<AgreedUpdate> updates, TimeSpan within, Action resumed, CancellationToken cancellation)
    {
        await Machine.ResumeAsync(cancellation);
        resumed();
        await Task.WhenAll(
            Machine.FavourAsync(cancellation), ApplyAsync(MissingOf(updates), ReplicaUse.Executed, within, cancellation));
    }

    /// <summary>Applies updates to it while it runs; the first follows the last that it has.</summary>
    /// <exception cref="ReplicaException">It refused or did not finish.</exception>
    public Task ApplyAsync(ImmutableArray<AgreedUpdate> updates, TimeSpan within, CancellationToken cancellation) =>
        ApplyAsync(updates, ReplicaUse.Updated, within, cancellation);

    /// <param name="use">What the replica is for once it has them.</param>
    private async Task ApplyAsync(
        ImmutableArray<AgreedUpdate> updates, ReplicaUse use, TimeSpan within, CancellationToken cancellation)
    {
        if (updates.IsEmpty)
        {
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(within);
        try
        {
            await Machine.ApplyAsync(updates, use, deadline.Token);
            Machine.Update = updates[^1].Number;
            BytesSinceBase += updates.Sum(update => (long)update.WriteSet.Length);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException(
                $"{Machine.Id} did not apply {updates.Length} updates within {within.TotalSeconds:F0} s.");
        }
    }

    /// <summary>Resumes it for one piece of work.</summary>
    public async Task<T> AwakeAsync<T>(Func<ReplicaMachine, Task<T>> work, CancellationToken cancellation)
    {
        await Machine.ResumeAsync(cancellation);
        awake = true;
        try
        {
            return await work(Machine);
        }
        finally
        {
            await Machine.PauseAsync(CancellationToken.None);
            awake = false;
        }
    }

    private static Instant Now => Instant.FromDateTimeOffset(DateTimeOffset.UtcNow);

    private ImmutableArray<AgreedUpdate> MissingOf(ImmutableArray<AgreedUpdate> updates) =>
        [.. updates.Where(update => update.Number > Update)];
}
